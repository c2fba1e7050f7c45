import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { TAKE_ARRIVAL_NUMBER } from "#core/arrival-number.ts";
import { Problem } from "#core/problem.ts";
import { plannedEvents, trackingPlan } from "#core/schema.ts";
import {
  type Evidence,
  MAX_PLANNED_EVENTS,
  type PlannedEvent,
  type PlannedKind,
  type TrackingPlan,
  type Unplanned,
} from "#core/tracking-plan.ts";

/** An event of the plan as it is kept. */
export interface KeptEvent extends PlannedEvent {
  state: "draft" | "active";
  evidence: Evidence | null;
  updatedAt: number;
}

const shown = {
  kind: plannedEvents.kind,
  name: plannedEvents.name,
  state: plannedEvents.state,
  enforcement: plannedEvents.enforcement,
  description: plannedEvents.description,
  owner: plannedEvents.owner,
  schema: plannedEvents.schema,
  evidence: plannedEvents.evidence,
  updatedAt: plannedEvents.updatedAt,
};

const isThis = (kind: PlannedKind, name: string) => and(eq(plannedEvents.kind, kind), eq(plannedEvents.name, name));

/** The whole plan, drafts included, by kind and name. */
export async function readPlan(
  db: D1Database,
): Promise<{ version: number; unplanned: Unplanned; events: KeptEvent[] }> {
  const orm = drizzle(db);
  const [[plan], events] = await orm.batch([
    orm.select().from(trackingPlan),
    orm.select(shown).from(plannedEvents).orderBy(plannedEvents.kind, plannedEvents.name),
  ]);
  return { version: plan?.version ?? 0, unplanned: plan?.unplanned ?? "allow", events };
}

/** One event of the plan. Throws `not_found`. */
export async function plannedEvent(db: D1Database, kind: PlannedKind, name: string): Promise<KeptEvent> {
  const [event] = await drizzle(db).select(shown).from(plannedEvents).where(isThis(kind, name));
  if (!event) throw new Problem("not_found", { detail: "The plan does not name this event." });
  return event;
}

/**
 * From the moment this is done, no event is stored by the plan as it was: with the version goes an arrival number, which
 * makes every consumer look again.
 */
const changed = (db: D1Database, now: number) => [
  db.prepare("UPDATE tracking_plan SET version = version + 1"),
  db.prepare(TAKE_ARRIVAL_NUMBER).bind(now),
];

const UPSERT = `INSERT INTO planned_events
    (kind, name, state, enforcement, description, owner, schema, evidence, updated_at)
  SELECT value->>'kind', value->>'name', ?2, value->>'enforcement', value->>'description', value->>'owner',
    value->'schema', value->'evidence', ?3 FROM json_each(?1) WHERE true
  ON CONFLICT (kind, name) DO UPDATE SET state = excluded.state, enforcement = excluded.enforcement,
    description = excluded.description, owner = excluded.owner, schema = excluded.schema, evidence = excluded.evidence,
    updated_at = excluded.updated_at`;

const upsert = (db: D1Database, events: readonly PlannedEvent[], state: KeptEvent["state"], now: number) =>
  db.prepare(UPSERT).bind(JSON.stringify(events), state, now);

/** Writes one event, new or not, as a draft or in force. Throws `conflict` where the plan is full. */
export async function saveEvent(
  db: D1Database,
  event: PlannedEvent,
  state: KeptEvent["state"],
  now: number,
): Promise<KeptEvent> {
  const orm = drizzle(db);
  const [[count], before] = await orm.batch([
    orm.select({ n: sql<number>`count(*)` }).from(plannedEvents),
    orm.select({ state: plannedEvents.state }).from(plannedEvents).where(isThis(event.kind, event.name)),
  ]);
  if (before.length === 0 && (count?.n ?? 0) >= MAX_PLANNED_EVENTS) {
    throw new Problem("conflict", { detail: `A plan has ${MAX_PLANNED_EVENTS} events at most.` });
  }
  const judges = state === "active" || before[0]?.state === "active";
  await db.batch([upsert(db, [event], state, now), ...(judges ? changed(db, now) : [])]);
  return plannedEvent(db, event.kind, event.name);
}

/** Takes an event out of the plan. Throws `not_found`. */
export async function removeEvent(db: D1Database, kind: PlannedKind, name: string, now: number): Promise<void> {
  await plannedEvent(db, kind, name);
  await db.batch([
    db.prepare("DELETE FROM planned_events WHERE kind = ?1 AND name = ?2").bind(kind, name),
    ...changed(db, now),
  ]);
}

/** Makes this the plan: what it doesn't name goes, drafts stay unless it names them. */
export async function replacePlan(db: D1Database, plan: TrackingPlan, now: number): Promise<void> {
  const names = JSON.stringify(plan.events.map(({ kind, name }) => [kind, name]));
  await db.batch([
    db
      .prepare(
        `DELETE FROM planned_events WHERE state = 'active'
         AND (kind, name) NOT IN (SELECT value->>0, value->>1 FROM json_each(?1))`,
      )
      .bind(names),
    upsert(db, plan.events, "active", now),
    db.prepare("UPDATE tracking_plan SET unplanned = ?1").bind(plan.unplanned),
    ...changed(db, now),
  ]);
}

/** What becomes of events that the plan doesn't name. */
export async function setUnplanned(db: D1Database, unplanned: Unplanned, now: number): Promise<void> {
  await db.batch([db.prepare("UPDATE tracking_plan SET unplanned = ?1").bind(unplanned), ...changed(db, now)]);
}

/** Keeps proposals for events that the plan doesn't name yet; what somebody has written stays as it is. */
export async function addDrafts(
  db: D1Database,
  drafts: readonly (PlannedEvent & { evidence?: Evidence })[],
  now: number,
): Promise<void> {
  const insert = UPSERT.replace(/DO UPDATE.*/s, "DO NOTHING");
  await db.prepare(insert).bind(JSON.stringify(drafts), "draft", now).run();
}

/** Names of the plan, drafts included. */
export async function plannedNames(db: D1Database): Promise<Set<string>> {
  const rows = await drizzle(db).select({ kind: plannedEvents.kind, name: plannedEvents.name }).from(plannedEvents);
  return new Set(rows.map(({ kind, name }) => `${kind} ${name}`));
}
