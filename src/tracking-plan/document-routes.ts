import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { MAX_PLANNED_EVENTS } from "#core/tracking-plan.ts";
import { generateDrafts } from "#tracking-plan/generate.ts";
import { planDocument, readDocument } from "#tracking-plan/plan-document.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";
import { addDrafts, readPlan } from "#tracking-plan/plans.ts";
import { declarationsOf } from "#tracking-plan/typescript.ts";

/** Notes shown of what an import could not take. */
const MAX_NOTES = 200;

const inForce = async (db: D1Database) => {
  const { unplanned, events } = await readPlan(db);
  return { unplanned, events: events.filter(({ state }) => state === "active") };
};

/** The plan in other forms: proposed from what came, as JSON Schema in and out, as TypeScript. */
export function documentRoutes(clock: Clock, houseOf: (env: Env) => PlanHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "post",
      path: "/api/tracking-plan/generate",
      access: "plan",
      summary: "Propose rules from what came, as drafts: for the 25 most frequent events that the plan does not name.",
      answer: z.object({ made: z.number(), left: z.number() }),
      handle: (_, { env }) => generateDrafts(houseOf(env), clock()),
    }),
    adminRoute({
      method: "get",
      path: "/api/tracking-plan/schema",
      access: "read",
      summary: "The plan as JSON Schema (draft-07), in the form in which Segment and RudderStack take plans.",
      answer: z.looseObject({ rules: z.unknown() }),
      handle: async (_, { env }) => planDocument(await inForce(env.DB)),
    }),
    adminRoute({
      method: "post",
      path: "/api/tracking-plan/import",
      access: "plan",
      summary:
        "Read a plan that another tool has exported, as drafts. What a plan here can't say is left out and named.",
      body: z.looseObject({}),
      answer: z.object({ drafts: z.number(), leftOut: z.array(z.string()) }),
      handle: async ({ body }, { env }) => {
        const { events, leftOut } = readDocument(body);
        const drafts = events.slice(0, MAX_PLANNED_EVENTS);
        await addDrafts(env.DB, drafts, clock());
        return { drafts: drafts.length, leftOut: leftOut.slice(0, MAX_NOTES) };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/tracking-plan/types.ts",
      access: "read",
      summary: "The plan as declarations for TypeScript.",
      answer: z.string(),
      handle: async (_, { env }) =>
        new Response(declarationsOf((await inForce(env.DB)).events), {
          headers: {
            "content-type": "text/plain; charset=utf-8",
            "content-disposition": 'attachment; filename="headwater.d.ts"',
            "x-content-type-options": "nosniff",
          },
        }),
    }),
  ];
}
