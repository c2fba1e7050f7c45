import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { PLANNED_KINDS } from "#core/tracking-plan.ts";
import { MAX_HELD } from "#tracking-plan/hold.ts";
import { listHeld } from "#tracking-plan/held.ts";
import { HELD_DAYS } from "#tracking-plan/housekeeping.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";
import { discard, release } from "#tracking-plan/release.ts";

const Choice = z.object({
  ids: z.array(z.int()).min(1).max(1_000).optional(),
  kind: z.enum(PLANNED_KINDS).optional(),
  name: z.string().optional(),
});

/** By number, or all of an event: whoever means everything has to say which event's, so that nobody does by leaving out. */
function choiceOf({ ids, kind, name }: z.infer<typeof Choice>) {
  if (ids === undefined && (kind === undefined || name === undefined)) {
    throw new Problem("request_invalid", { detail: "ids: name some, or the kind and name of an event" });
  }
  return { ids: ids ?? null, kind: kind ?? null, name: name ?? null };
}

/** What is kept aside. */
export function heldRoutes(clock: Clock, houseOf: (env: Env) => PlanHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/tracking-plan/held",
      access: "read",
      summary: "Events that are kept aside, newest first.",
      query: z.object({
        kind: z.enum(PLANNED_KINDS).optional(),
        name: z.string().optional(),
        before: z.coerce.number().int().default(Number.MAX_SAFE_INTEGER),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      answer: z.object({
        total: z.number(),
        most: z.number(),
        days: z.number(),
        held: z.array(z.looseObject({ id: z.number(), released: z.boolean() })),
      }),
      handle: async ({ query: { kind, name, before, limit } }, { env }) => ({
        ...(await listHeld(houseOf(env), { kind: kind ?? null, name: name ?? null, before, limit })),
        most: MAX_HELD,
        days: HELD_DAYS,
      }),
    }),
    adminRoute({
      method: "post",
      path: "/api/tracking-plan/held/replay",
      access: "plan",
      summary: "Let events in as if they had never been held: these, or all of one event; a thousand a call.",
      body: Choice,
      answer: z.object({ released: z.number() }),
      handle: async ({ body }, { env }) => {
        const { db, queue } = houseOf(env);
        return { released: await release(db, queue, choiceOf(body), clock()) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/tracking-plan/held/discard",
      access: "plan",
      summary: "Throw events away for good: these, or all of one event.",
      body: Choice,
      answer: z.object({ discarded: z.number() }),
      handle: async ({ body }, { env }) => ({ discarded: await discard(env.DB, choiceOf(body)) }),
    }),
  ];
}
