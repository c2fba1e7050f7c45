import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const audiences = sqliteTable("audiences", {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  description: text().notNull(),
  kind: text({ enum: ["live", "frozen"] }).notNull(),
  definition: text().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** One row: which version audiences are in, and whether their object follows the store. */
export const audienceWatch = sqliteTable("audience_watch", {
  id: integer().primaryKey(),
  version: integer().notNull(),
  watching: integer().notNull(),
});

/** Changes of the person map that audiences have not looked at yet; triggers write them. */
export const moved = sqliteTable("moved", {
  n: integer().primaryKey({ autoIncrement: true }),
  actorId: integer("actor_id").notNull(),
  fromPerson: integer("from_person").notNull(),
  toPerson: integer("to_person").notNull(),
});

export const audienceSyncs = sqliteTable(
  "audience_syncs",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    audience: integer()
      .notNull()
      .references(() => audiences.id, { onDelete: "cascade" }),
    uid: text().notNull(),
    name: text().notNull(),
    url: text().notNull(),
    secret: text(),
    traits: text({ mode: "json" }).$type<string[]>().notNull(),
    enabled: integer({ mode: "boolean" }).notNull(),
    stopped: text(),
    stoppedAt: integer("stopped_at"),
    ownHost: text("own_host").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [index("audience_syncs_audience").on(table.audience)],
);

export const automations = sqliteTable("automations", {
  id: integer().primaryKey({ autoIncrement: true }),
  uid: text().notNull(),
  definition: text().notNull(),
  secretActions: text("secret_actions", { mode: "json" }).$type<number[]>().notNull(),
  secrets: text(),
  enabled: integer({ mode: "boolean" }).notNull(),
  enabledAt: integer("enabled_at"),
  stopped: text(),
  stoppedAt: integer("stopped_at"),
  origin: text().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const automationSettings = sqliteTable("automation_settings", {
  id: integer().primaryKey(),
  perDay: integer("per_day"),
  team: text({ mode: "json" }).$type<string[]>(),
});
