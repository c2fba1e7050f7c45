import { blob, index, integer, numeric, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { JsonObject } from "#core/json.ts";

export * from "#core/access-schema.ts";
export * from "#core/archive-schema.ts";
export * from "#core/audience-schema.ts";
export * from "#core/holds-schema.ts";
export * from "#core/mail-schema.ts";
export * from "#core/operations-schema.ts";
export * from "#core/tracking-plan-schema.ts";

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

export const actors = sqliteTable("actors", {
  id: integer().primaryKey(),
  uid: text().notNull().unique(),
  firstSeen: integer("first_seen"),
});

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

export const activeHours = sqliteTable(
  "active_hours",
  { actorId: integer("actor_id").notNull(), hour: integer().notNull() },
  (table) => [primaryKey({ columns: [table.actorId, table.hour] })],
);

export const links = sqliteTable(
  "links",
  {
    fromId: integer("from_id").notNull(),
    toId: integer("to_id").notNull(),
    kind: text({ enum: ["claim", "edge"] }).notNull(),
    ts: integer().notNull(),
    messageId: text("message_id").notNull(),
    via: text().notNull(),
    sourceId: integer("source_id").notNull(),
    seen: integer().notNull(),
    apartAt: integer("apart_at").notNull(),
    joinedAt: integer("joined_at").notNull(),
    capped: integer(),
  },
  (table) => [primaryKey({ columns: [table.fromId, table.toId] }), index("links_to").on(table.toId)],
);

export const pendingLinks = sqliteTable(
  "pending_links",
  {
    fromUid: text("from_uid").notNull(),
    toUid: text("to_uid").notNull(),
    ts: integer().notNull(),
    link: text().notNull(),
    handedAt: integer("handed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.fromUid, table.toUid] })],
);

export const personOf = sqliteTable(
  "person_of",
  { actorId: integer("actor_id").primaryKey(), personId: integer("person_id").notNull() },
  (table) => [index("person_of_person").on(table.personId)],
);

export const mapVersion = sqliteTable("map_version", { id: integer().primaryKey(), n: integer().notNull() });

export const profiles = sqliteTable("profiles", {
  actorId: integer("actor_id").primaryKey(),
  profile: text().notNull(),
});

export const firstTouches = sqliteTable("first_touches", {
  actorId: integer("actor_id").primaryKey(),
  ts: integer().notNull(),
  messageId: text("message_id").notNull(),
  touch: text().notNull(),
});

export const groups = sqliteTable("groups", { groupId: text("group_id").primaryKey(), traits: text().notNull() });

export const identityWarnings = sqliteTable(
  "identity_warnings",
  {
    kind: text().notNull(),
    subject: text().notNull(),
    sourceId: integer("source_id").notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    n: integer().notNull(),
    messageId: text("message_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.subject, table.sourceId] })],
);

export const suppressed = sqliteTable("suppressed", { hash: text().primaryKey(), since: integer().notNull() });

export const erasures = sqliteTable("erasures", {
  id: integer().primaryKey(),
  requestedAt: integer("requested_at").notNull(),
  doneAt: integer("done_at"),
  uids: text(),
  removed: text().notNull(),
});

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

export const settings = sqliteTable("settings", {
  id: integer().primaryKey(),
  timezone: text(),
  weekStart: text("week_start", { enum: ["sunday", "monday"] }),
  ipPrivacy: text("ip_privacy", { enum: ["full", "truncate", "drop"] }),
});

export const reports = sqliteTable("reports", {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  description: text().notNull(),
  question: text().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  board: integer(),
});

export const connections = sqliteTable("connections", {
  id: integer().primaryKey({ autoIncrement: true }),
  uid: text().notNull(),
  slug: text().notNull(),
  name: text().notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  paused: integer({ mode: "boolean" }).notNull(),
  sources: text({ mode: "json" }).$type<number[]>(),
  bots: integer({ mode: "boolean" }).notNull(),
  consentCategories: text("consent_categories", { mode: "json" }).$type<string[]>().notNull(),
  settings: text({ mode: "json" }).$type<JsonObject>().notNull(),
  secretNames: text("secret_names", { mode: "json" }).$type<string[]>().notNull(),
  secrets: text(),
  subscriptions: text({ mode: "json" }).$type<JsonObject[]>().notNull(),
  nextSubscription: integer("next_subscription").notNull(),
  ownHost: text("own_host").notNull(),
  stopped: text(),
  stoppedAt: integer("stopped_at"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
