import { type Clock, DAY_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { log, reasonOf } from "#core/log.ts";
import { findEvents } from "#query/discover-events.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { eventOfLine } from "#store/pack.ts";
import { timeline } from "#store/timeline.ts";
import { judge } from "#tracking-plan/judge.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";
import type { PlanMemory } from "#tracking-plan/plan-memory.ts";

/** Names that a draft may be proposed for. */
const MAX_NAMES = 1_000;

/** What the tracking plan gets of the other stages. */
export const trackingPlanHouse = (env: Env, clock: Clock): PlanHouse => ({
  db: env.DB,
  queue: env.EVENTS,
  seen: () => findEvents(env.DB, { search: "", from: clock() - 30 * DAY_MS, to: clock() + DAY_MS, limit: MAX_NAMES }),
  async newest(name, limit) {
    const page = await timeline(env.DB, questionOf(EventsQuery.parse({ event: [name], limit }), clock()));
    return page.events.map(({ event }) => event);
  },
  eventOf: eventOfLine,
});

/**
 * What of these events will be stored, and how: for who shows them before that. None where the plan can't be read: they are
 * shown once they are stored. Never throws.
 */
export async function asPlanned(
  db: D1Database,
  memory: PlanMemory,
  clock: Clock,
  events: TrackedEvent[],
): Promise<TrackedEvent[]> {
  try {
    const plan = await memory.lately(db, clock);
    return events.flatMap((given) => {
      const { event, finding } = judge(plan, given);
      return (finding?.outcome ?? "store") === "store" ? [event] : [];
    });
  } catch (error) {
    log("warn", "plan_unread", { events: events.length, reason: reasonOf(error) });
    return [];
  }
}
