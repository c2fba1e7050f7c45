import { and, desc, eq, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { eventJson, type EventJson } from "#core/event-json.ts";
import { actorOf } from "#core/ids.ts";
import { heldEvents } from "#core/schema.ts";
import type { PlannedKind, Violation } from "#core/tracking-plan.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";

/** An event that is kept aside. */
export interface HeldEvent {
  id: number;
  kind: PlannedKind;
  name: string;
  heldAt: string;
  /** Somebody has let it in, and it is on its way. */
  released: boolean;
  violations: Violation[];
  event: EventJson | null;
}

/** What is kept aside, the newest first, a page at a time; and how much there is of all. */
export async function listHeld(
  { db, eventOf }: Pick<PlanHouse, "db" | "eventOf">,
  asked: { kind: PlannedKind | null; name: string | null; before: number; limit: number },
): Promise<{ total: number; held: HeldEvent[] }> {
  const orm = drizzle(db);
  const ofEvent = and(
    asked.kind === null ? undefined : eq(heldEvents.kind, asked.kind),
    asked.name === null ? undefined : eq(heldEvents.name, asked.name),
  );
  const [[count], rows] = await orm.batch([
    orm
      .select({ n: sql<number>`count(*)` })
      .from(heldEvents)
      .where(ofEvent),
    orm
      .select()
      .from(heldEvents)
      .where(and(ofEvent, lt(heldEvents.id, asked.before)))
      .orderBy(desc(heldEvents.id))
      .limit(asked.limit),
  ]);
  const held = rows.map(({ id, kind, name, heldAt, releasedAt, violations, line }) => {
    const event = eventOf(line);
    return {
      id,
      kind,
      name,
      heldAt: new Date(heldAt).toISOString(),
      released: releasedAt !== null,
      violations,
      event: event && eventJson(event, null, actorOf(event)),
    };
  });
  return { total: count?.n ?? 0, held };
}
