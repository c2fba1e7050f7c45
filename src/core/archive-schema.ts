import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What lies in R2 (docs/archive.md). */
export const archiveFiles = sqliteTable(
  "archive_files",
  {
    id: integer().primaryKey(),
    kind: text({ enum: ["events", "facts"] }).notNull(),
    day: integer().notNull(),
    name: text().notNull().unique(),
    firstSeq: integer("first_seq").notNull(),
    lastSeq: integer("last_seq").notNull(),
    n: integer().notNull(),
    bytes: integer().notNull(),
    blocks: text().notNull(),
  },
  (table) => [
    index("archive_files_day").on(table.kind, table.day),
    index("archive_files_seq").on(table.kind, table.lastSeq),
  ],
);

export const archiveState = sqliteTable("archive_state", {
  id: integer().primaryKey(),
  version: integer().notNull(),
  facts: integer().notNull(),
  pressing: integer().notNull().default(0),
});

export const retention = sqliteTable("retention", {
  sourceId: integer("source_id").primaryKey(),
  keepDays: integer("keep_days"),
  moveEventsDays: integer("move_events_days"),
  moveFactsDays: integer("move_facts_days"),
});

export const retentionDone = sqliteTable("retention_done", {
  sourceId: integer("source_id").primaryKey(),
  beforeDay: integer("before_day").notNull(),
});
