import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { type Clock, DAY_MS } from "#core/clock.ts";
import { PLAN_RULES, PLANNED_KINDS } from "#core/tracking-plan.ts";
import { findViolations } from "#tracking-plan/violations.ts";

const Instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "an ISO 8601 date or time")
  .transform((text) => Date.parse(text));

const Issue = z.object({
  kind: z.string(),
  name: z.string(),
  property: z.string(),
  rule: z.enum(PLAN_RULES),
  count: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  days: z.array(z.object({ day: z.string(), count: z.number() })),
  samples: z.array(z.object({ at: z.string(), source: z.number(), messageId: z.string(), value: z.string() })),
});

/** What was not as planned. */
export function violationRoutes(clock: Clock): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/tracking-plan/violations",
      access: "read",
      summary:
        "What was not as planned in the last 7 days, or since `from`: by event, property and rule, with samples.",
      query: z.object({
        from: Instant.optional(),
        to: Instant.optional(),
        kind: z.enum(PLANNED_KINDS).optional(),
        name: z.string().optional(),
      }),
      answer: z.object({ from: z.string(), to: z.string(), issues: z.array(Issue) }),
      handle: async ({ query }, { env }) => {
        const to = query.to ?? clock();
        const from = query.from ?? to - 7 * DAY_MS;
        const issues = await findViolations(env.DB, { from, to, kind: query.kind ?? null, name: query.name ?? null });
        return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), issues };
      },
    }),
  ];
}
