import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The tables of who gets in (docs/access.md); schema.ts hands them on. */
export const tokens = sqliteTable("tokens", {
  id: integer().primaryKey(),
  name: text().notNull(),
  hash: text().notNull().unique(),
  createdAt: integer("created_at").notNull(),
  memberId: integer("member_id"),
  permissions: text(),
  expiresAt: integer("expires_at"),
  usedAt: integer("used_at"),
});

export const members = sqliteTable("members", {
  id: integer().primaryKey(),
  email: text().notNull().unique(),
  role: text({ enum: ["owner", "analyst", "developer", "viewer"] }).notNull(),
  invitedBy: text("invited_by").notNull(),
  createdAt: integer("created_at").notNull(),
  seenAt: integer("seen_at"),
});

export const passkeys = sqliteTable("passkeys", {
  id: text().primaryKey(),
  memberId: integer("member_id").notNull(),
  name: text().notNull(),
  publicKey: blob("public_key").notNull(),
  counter: integer().notNull(),
  transports: text({ mode: "json" }).$type<string[]>().notNull(),
  createdAt: integer("created_at").notNull(),
  usedAt: integer("used_at"),
});

export const sessions = sqliteTable("sessions", {
  id: integer().primaryKey(),
  hash: text().notNull().unique(),
  memberId: integer("member_id"),
  tokenId: integer("token_id"),
  how: text({ enum: ["passkey", "code", "token"] }).notNull(),
  address: text(),
  agent: text(),
  createdAt: integer("created_at").notNull(),
  usedAt: integer("used_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
});

export const signInCodes = sqliteTable("sign_in_codes", {
  addressHash: text("address_hash").primaryKey(),
  codeHash: text("code_hash").notNull(),
  tries: integer().notNull(),
  expiresAt: integer("expires_at").notNull(),
});

export const signInTries = sqliteTable("sign_in_tries", {
  key: text().primaryKey(),
  n: integer().notNull(),
  expiresAt: integer("expires_at").notNull(),
});

export const audit = sqliteTable(
  "audit",
  {
    id: integer().primaryKey(),
    at: integer().notNull(),
    who: text().notNull(),
    memberId: integer("member_id"),
    tokenId: integer("token_id"),
    method: text().notNull(),
    route: text().notNull(),
    ids: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
    says: text().notNull(),
    status: integer().notNull(),
    address: text(),
  },
  (table) => [index("audit_by_who").on(table.who, table.id)],
);
