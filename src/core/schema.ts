import { blob, integer, numeric, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

/**
 * All tables, as migrations/ makes them (test/core/schema.runtime.test.ts holds the two together).
 * Facts are written and asked in plain SQL; the rest through drizzle.
 */
export const sources = sqliteTable("sources", {
  id: integer().primaryKey(),
  name: text().notNull(),
  kind: text({ enum: ["public", "secret"] }).notNull(),
  disabledAt: integer("disabled_at"),
  createdAt: integer("created_at").notNull(),
});

export const writeKeys = sqliteTable("write_keys", {
  key: text().primaryKey(),
  sourceId: integer("source_id")
    .notNull()
    .references(() => sources.id),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
});

export const tokens = sqliteTable("tokens", {
  id: integer().primaryKey(),
  name: text().notNull(),
  hash: text().notNull().unique(),
  createdAt: integer("created_at").notNull(),
});

export const eventNames = sqliteTable(
  "event_names",
  { id: integer().primaryKey(), kind: text().notNull(), name: text().notNull() },
  (table) => [unique().on(table.kind, table.name)],
);

export const slots = sqliteTable(
  "slots",
  {
    nameId: integer("name_id").notNull(),
    slot: integer().notNull(),
    property: text().notNull(),
    sinceSeq: integer("since_seq").notNull(),
  },
  (table) => [primaryKey({ columns: [table.nameId, table.slot] })],
);

export const places = sqliteTable("places", {
  id: integer().primaryKey(),
  country: text(),
  region: text(),
  city: text(),
  continent: text(),
  timezone: text(),
});

export const agents = sqliteTable("agents", {
  id: integer().primaryKey(),
  browser: text(),
  browserVersion: text("browser_version"),
  engine: text(),
  os: text(),
  osVersion: text("os_version"),
  device: text(),
  bot: text(),
});

export const origins = sqliteTable("origins", {
  id: integer().primaryKey(),
  referringDomain: text("referring_domain"),
  channel: text(),
  utmSource: text("utm_source"),
  utmMedium: text("utm_medium"),
  utmCampaign: text("utm_campaign"),
  utmTerm: text("utm_term"),
  utmContent: text("utm_content"),
});

export const actors = sqliteTable("actors", { id: integer().primaryKey(), uid: text().notNull().unique() });

export const facts = sqliteTable(
  "facts",
  {
    nameId: integer("name_id").notNull(),
    ts: integer().notNull(),
    seq: integer().notNull(),
    actorId: integer("actor_id"),
    sourceId: integer("source_id").notNull(),
    placeId: integer("place_id"),
    agentId: integer("agent_id"),
    originId: integer("origin_id"),
    bot: integer().notNull(),
    // Slots hold numbers and short text as they are, so they have no type of their own.
    s1: numeric(),
    s2: numeric(),
    s3: numeric(),
    s4: numeric(),
    s5: numeric(),
    s6: numeric(),
    s7: numeric(),
    s8: numeric(),
  },
  (table) => [primaryKey({ columns: [table.nameId, table.ts, table.seq] })],
);

export const packs = sqliteTable("packs", {
  id: integer().primaryKey(),
  n: integer().notNull(),
  storedAt: integer("stored_at").notNull(),
  minTs: integer("min_ts").notNull(),
  maxTs: integer("max_ts").notNull(),
  ids: blob().notNull(),
  body: blob().notNull(),
});

export const hours = sqliteTable("hours", {
  hour: integer().primaryKey(),
  counts: text().notNull(),
  bots: text().notNull(),
});

export const activeDays = sqliteTable(
  "active_days",
  { day: integer().notNull(), actorId: integer("actor_id").notNull() },
  (table) => [primaryKey({ columns: [table.day, table.actorId] })],
);

export const refusedHours = sqliteTable(
  "refused_hours",
  {
    sourceId: integer("source_id").notNull(),
    hour: integer().notNull(),
    reason: text().notNull(),
    n: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sourceId, table.hour, table.reason] })],
);

export const refusedSamples = sqliteTable("refused_samples", {
  id: integer().primaryKey(),
  sourceId: integer("source_id").notNull(),
  at: integer().notNull(),
  reason: text().notNull(),
  detail: text().notNull(),
  sample: text().notNull(),
});

export const deadLetters = sqliteTable("dead_letters", {
  id: integer().primaryKey(),
  queue: text().notNull(),
  messageId: text("message_id").notNull().unique(),
  buriedAt: integer("buried_at").notNull(),
  reason: text().notNull(),
  body: text().notNull(),
  replayedAt: integer("replayed_at"),
});

export const liveWatch = sqliteTable("live_watch", { id: integer().primaryKey(), until: integer().notNull() });
