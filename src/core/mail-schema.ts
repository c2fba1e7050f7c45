import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who sends mails, and through whom; one row. */
export const mailSettings = sqliteTable("mail_settings", {
  id: integer().primaryKey(),
  provider: text().notNull(),
  fromName: text("from_name").notNull(),
  fromAddress: text("from_address").notNull(),
  replyTo: text("reply_to"),
  settings: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
  secretNames: text("secret_names", { mode: "json" }).$type<string[]>().notNull(),
  secrets: text(),
  updatedAt: integer("updated_at").notNull(),
});

export const mailSuppressions = sqliteTable("mail_suppressions", {
  address: text().primaryKey(),
  reason: text({ enum: ["unsubscribed", "added"] }).notNull(),
  automation: integer(),
  at: integer().notNull(),
});

/** Random bytes (base64) that a purpose signs with. */
export const signingKeys = sqliteTable("signing_keys", {
  purpose: text().primaryKey(),
  key: text().notNull(),
});

export const pushKeys = sqliteTable("push_keys", {
  id: integer().primaryKey(),
  publicKey: text("public_key").notNull(),
  privateKey: text("private_key").notNull(),
  createdAt: integer("created_at").notNull(),
});

export const pushSubscriptions = sqliteTable(
  "push_subscriptions",
  {
    endpoint: text().primaryKey(),
    uid: text().notNull(),
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: integer("created_at").notNull(),
    seenAt: integer("seen_at").notNull(),
  },
  (table) => [index("push_subscriptions_uid").on(table.uid)],
);
