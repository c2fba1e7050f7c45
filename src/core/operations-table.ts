import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { OperationCounts } from "#core/operation-counts.ts";

/** What was done, counted: a row an hour, then a day, then one for ever. */
export const operations = sqliteTable(
  "operations",
  {
    span: text({ enum: ["hour", "day", "ever"] }).notNull(),
    start: integer().notNull(),
    counts: text({ mode: "json" }).$type<OperationCounts>().notNull(),
    batchAt: integer("batch_at"),
    batchAgeMs: integer("batch_age_ms"),
  },
  (table) => [primaryKey({ columns: [table.span, table.start] })],
);
