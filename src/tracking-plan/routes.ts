import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { PLANNED_KINDS, PlannedEvent, TrackingPlan, UNPLANNED } from "#core/tracking-plan.ts";
import { documentRoutes } from "#tracking-plan/document-routes.ts";
import { heldRoutes } from "#tracking-plan/held-routes.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";
import { type KeptEvent, readPlan, removeEvent, replacePlan, saveEvent, setUnplanned } from "#tracking-plan/plans.ts";
import { violationRoutes } from "#tracking-plan/violation-routes.ts";

const State = z.enum(["draft", "active"]);
const KeptEventAnswer = z.looseObject({ kind: z.enum(PLANNED_KINDS), name: z.string(), state: State });
const PlanAnswer = z.object({ version: z.number(), unplanned: z.enum(UNPLANNED), events: z.array(KeptEventAnswer) });

const eventJson = ({ updatedAt, ...event }: KeptEvent) => ({ ...event, updatedAt: new Date(updatedAt).toISOString() });

/** The plan, what is not as planned, and what is kept aside (docs/tracking-plan.md). */
export function trackingPlanRoutes(clock: Clock, houseOf: (env: Env) => PlanHouse): AdminRoute[] {
  const plan = async (env: Env) => {
    const { events, ...rest } = await readPlan(env.DB);
    return { ...rest, events: events.map(eventJson) };
  };
  return [
    adminRoute({
      method: "get",
      path: "/api/tracking-plan",
      access: "read",
      summary: "The tracking plan, drafts included.",
      answer: PlanAnswer,
      handle: (_, { env }) => plan(env),
    }),
    adminRoute({
      method: "put",
      path: "/api/tracking-plan",
      access: "plan",
      summary: "Make this the plan: events that it does not name leave it; drafts stay.",
      body: TrackingPlan,
      answer: PlanAnswer,
      handle: async ({ body }, { env }) => {
        await replacePlan(env.DB, body, clock());
        return plan(env);
      },
    }),
    adminRoute({
      method: "patch",
      path: "/api/tracking-plan",
      access: "plan",
      summary: "Say what becomes of events that the plan does not name.",
      body: z.object({ unplanned: z.enum(UNPLANNED) }),
      answer: PlanAnswer,
      handle: async ({ body }, { env }) => {
        await setUnplanned(env.DB, body.unplanned, clock());
        return plan(env);
      },
    }),
    adminRoute({
      method: "put",
      path: "/api/tracking-plan/event",
      access: "plan",
      summary: "Write one event of the plan: in force from the next batch on, or as a draft.",
      body: z.object({ event: PlannedEvent, state: State.default("active") }),
      answer: KeptEventAnswer,
      handle: async ({ body }, { env }) => eventJson(await saveEvent(env.DB, body.event, body.state, clock())),
    }),
    adminRoute({
      method: "delete",
      path: "/api/tracking-plan/event",
      access: "plan",
      summary: "Take an event out of the plan.",
      query: z.object({ kind: z.enum(PLANNED_KINDS), name: z.string().default("") }),
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ query }, { env }) => {
        await removeEvent(env.DB, query.kind, query.name, clock());
        return { success: true };
      },
    }),
    ...documentRoutes(clock, houseOf),
    ...violationRoutes(clock),
    ...heldRoutes(clock, houseOf),
  ];
}
