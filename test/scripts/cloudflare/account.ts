import { randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/** What an account of the stand-in holds. */
export interface Account {
  databases: { uuid: string; name: string; body: unknown; sql: DatabaseSync }[];
  queues: QueueKept[];
  buckets: { name: string; jurisdiction: string | null; objects: Set<string> }[];
  scripts: Map<string, ScriptKept>;
  domains: { id: string; hostname: string; service: string }[];
  /** Hashes of static files. */
  files: Set<string>;
}
export interface QueueKept {
  queue_id: string;
  queue_name: string;
  settings: Record<string, unknown>;
  consumers: Record<string, unknown>[];
}
export interface VersionKept {
  id: string;
  metadata: Record<string, unknown>;
  modules: Record<string, string>;
  annotations: Record<string, string>;
}
export interface ScriptKept {
  name: string;
  migrationTag: string | null;
  versions: VersionKept[];
  /** The newest first. */
  deployments: { id: string; versions: { version_id: string; percentage: number }[] }[];
  secrets: Map<string, string>;
  crons: string[];
  /** What its deployment was sent: sources and events. */
  sources: { id: number; name: string; kind: string; writeKey: string }[];
  events: Record<string, unknown>[];
}

export const newAccount = (): Account => ({
  databases: [],
  queues: [],
  buckets: [],
  scripts: new Map(),
  domains: [],
  files: new Set(),
});

export const newId = (): string => randomBytes(16).toString("hex");
export const newUuid = (): string => randomUUID();

/** What a test compares: everything but what differs by chance. */
export const shapeOf = (account: Account) => ({
  databases: account.databases.map(({ name, body, sql }) => ({ name, body, applied: appliedTo(sql) })),
  queues: account.queues.map(({ queue_name: name, settings, consumers }) => ({
    name,
    settings,
    consumers: consumers.map((consumer) => ({ ...consumer, consumer_id: "" })),
  })),
  buckets: account.buckets.map(({ name, jurisdiction }) => ({ name, jurisdiction })),
  domains: account.domains.map(({ hostname, service }) => ({ hostname, service })),
  scripts: [...account.scripts.values()].map((script) => ({
    name: script.name,
    runs: runningOf(script)?.annotations["workers/tag"],
    secrets: [...script.secrets.keys()].toSorted(),
    crons: script.crons,
    sources: script.sources.map(({ name, kind }) => ({ name, kind })),
    isProved: script.events.some(({ messageId }) => messageId === `smoke-${runningOf(script)?.id}`),
  })),
});

/** The version that visitors get. */
export function runningOf({ deployments, versions }: ScriptKept): VersionKept | undefined {
  const id = deployments[0]?.versions[0]?.version_id;
  return versions.find((version) => version.id === id);
}

export const appliedTo = (sql: DatabaseSync): string[] =>
  hasTable(sql, "d1_migrations")
    ? sql
        .prepare("SELECT name FROM d1_migrations ORDER BY id")
        .all()
        .map(({ name }) => String(name))
    : [];

const hasTable = (sql: DatabaseSync, name: string): boolean =>
  sql.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(name) !== undefined;
