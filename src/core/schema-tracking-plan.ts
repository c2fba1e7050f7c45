import { index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import {
  ENFORCEMENTS,
  type Evidence,
  PLANNED_KINDS,
  type PropertySchema,
  UNPLANNED,
  type Violation,
} from "#core/tracking-plan.ts";

/** The tables of docs/tracking-plan.md; core/schema.ts has them with all the others. */
export const trackingPlan = sqliteTable("tracking_plan", {
  id: integer().primaryKey(),
  version: integer().notNull(),
  unplanned: text({ enum: UNPLANNED }).notNull(),
});

export const plannedEvents = sqliteTable(
  "planned_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text({ enum: PLANNED_KINDS }).notNull(),
    name: text().notNull(),
    state: text({ enum: ["draft", "active"] }).notNull(),
    enforcement: text({ enum: ENFORCEMENTS }).notNull(),
    description: text().notNull(),
    owner: text().notNull(),
    schema: text({ mode: "json" }).$type<PropertySchema>().notNull(),
    evidence: text({ mode: "json" }).$type<Evidence>(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [unique().on(table.kind, table.name)],
);

export const planIssues = sqliteTable(
  "plan_issues",
  {
    id: integer().primaryKey(),
    kind: text().notNull(),
    name: text().notNull(),
    property: text().notNull(),
    rule: text().notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    samples: text().notNull(),
  },
  (table) => [unique().on(table.kind, table.name, table.property, table.rule)],
);

export const planHours = sqliteTable("plan_hours", { hour: integer().primaryKey(), counts: text().notNull() });

/** Events kept aside, each whole. */
export const heldEvents = sqliteTable(
  "held_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text({ enum: PLANNED_KINDS }).notNull(),
    name: text().notNull(),
    sourceId: integer("source_id").notNull(),
    sourceKind: text("source_kind", { enum: ["public", "secret"] }).notNull(),
    heldAt: integer("held_at").notNull(),
    uid: text().notNull(),
    violations: text({ mode: "json" }).$type<Violation[]>().notNull(),
    line: text().notNull(),
    releasedAt: integer("released_at"),
  },
  (table) => [index("held_events_of").on(table.kind, table.name, table.id)],
);
