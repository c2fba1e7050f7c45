import * as z from "zod";
import type { Client } from "./client-file.ts";
import { type Cloudflare, Unanswered } from "./cloudflare.ts";
import { bucketHeaders, findDatabase, findQueue, hasBucket } from "./found.ts";

const ATTEMPTS = 4;

/** Creates what is not there. Where nobody knows whether that worked, it looks before it tries again. */
async function ensure<Made>(find: () => Promise<Made | null>, create: () => Promise<unknown>): Promise<Made> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find();
    if (found !== null) return found;
    try {
      await create();
    } catch (error) {
      if (!(error instanceof Unanswered) || attempt === ATTEMPTS) throw error;
    }
  }
}

export const ensureDatabase = (api: Cloudflare, { jurisdiction, location }: Client, name: string) =>
  ensure(
    () => findDatabase(api, name),
    () =>
      api(z.unknown(), "/d1/database", {
        method: "POST",
        body: {
          name,
          ...(jurisdiction ? { jurisdiction } : location ? { primary_location_hint: location } : {}),
        },
      }),
  );

export const ensureQueue = (api: Cloudflare, { jurisdiction }: Client, name: string, retentionSeconds: number | null) =>
  ensure(
    () => findQueue(api, name),
    () =>
      api(z.unknown(), "/queues", {
        method: "POST",
        body: {
          queue_name: name,
          ...(jurisdiction ? { jurisdiction } : {}),
          ...(retentionSeconds === null ? {} : { settings: { message_retention_period: retentionSeconds } }),
        },
      }),
  );

export const ensureBucket = (api: Cloudflare, client: Client, name: string) =>
  ensure(
    async () => (await hasBucket(api, client, name)) || null,
    () => api(z.unknown(), "/r2/buckets", { method: "POST", body: { name }, headers: bucketHeaders(client) }),
  );

/** Sets how long a queue keeps a message. */
export const keepMessages = (api: Cloudflare, id: string, seconds: number): Promise<unknown> =>
  api(z.unknown(), `/queues/${id}`, { method: "PATCH", body: { settings: { message_retention_period: seconds } } });

/**
 * Applies migrations one by one, each with the note of it in one request, which D1 runs as one transaction; the notes are
 * wrangler's own table. One of which nobody knows the outcome is looked for before it is tried again.
 */
export async function migrate(
  api: Cloudflare,
  database: string,
  sqlByName: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [migration, sql] of sqlByName)
    await ensure(
      async () => {
        const found = await findDatabase(api, database);
        if (!found) throw new Error(`the database ${database} is gone`);
        return found.applied.includes(migration) || null;
      },
      async () => {
        const id = (await findDatabase(api, database))?.id;
        await api(z.unknown(), `/d1/database/${id ?? ""}/query`, {
          method: "POST",
          body: { sql: `${TABLE}\n${sql}\n${noteOf(migration)}` },
        });
      },
    );
}

const TABLE =
  "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);";
const noteOf = (migration: string): string =>
  `INSERT INTO d1_migrations (name) VALUES ('${migration.replaceAll("'", "''")}');`;
