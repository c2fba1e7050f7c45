import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row: until when nothing is stored, because a backup or a restore is under way. */
export const holds = sqliteTable("holds", {
  id: integer().primaryKey(),
  uid: text().notNull(),
  kind: text({ enum: ["backup", "restore"] }).notNull(),
  until: integer().notNull(),
});
