import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { Problem } from "#core/problem.ts";
import { connections } from "#core/schema.ts";
import type { Connection, Subscription } from "#destinations/connection.ts";
import { readKeys, seal, unseal } from "#destinations/seal.ts";
import type { JsonObject } from "#core/json.ts";

/** A connection as screens see it: of its secrets only the names. */
export type ShownConnection = Omit<Connection, "secrets"> & { secretNames: string[] };

type Row = typeof connections.$inferSelect;

function shown(row: Row): ShownConnection {
  const { secrets: _, nextSubscription: _next, ...rest } = row;
  return { ...rest, subscriptions: row.subscriptions as unknown as Subscription[] };
}

/** All connections, the oldest first. */
export async function listConnections(db: D1Database): Promise<ShownConnection[]> {
  return (await drizzle(db).select().from(connections).orderBy(connections.id)).map(shown);
}

/** What these connections are called; those that there aren't are missing. */
export async function connectionNames(db: D1Database, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db
    .prepare("SELECT id, name FROM connections WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .raw<[number, string]>();
  return new Map(rows);
}

/** One connection with its secrets open, or null. Throws `Unopenable` where CREDENTIALS_KEY doesn't open them. */
export async function openConnection(
  db: D1Database,
  credentialsKey: string | undefined,
  id: number,
): Promise<Connection | null> {
  const [row] = await drizzle(db).select().from(connections).where(eq(connections.id, id));
  if (!row) return null;
  const { secretNames: _, ...connection } = shown(row);
  return { ...connection, secrets: await openSecrets(row, credentialsKey) };
}

async function openSecrets({ uid, secrets }: Row, credentialsKey: string | undefined): Promise<JsonObject> {
  if (secrets === null) return {};
  return JSON.parse(await unseal(await readKeys(credentialsKey), uid, secrets)) as JsonObject;
}

/** What a new connection is made of; the rest it gets here. */
export type NewConnection = Pick<
  Connection,
  "slug" | "name" | "enabled" | "sources" | "bots" | "consentCategories" | "settings" | "secrets" | "ownHost"
> & { subscriptions: (Omit<Subscription, "id"> & { id?: number | undefined })[] };

/** Makes a connection, its secrets sealed. */
export async function createConnection(
  db: D1Database,
  credentialsKey: string | undefined,
  given: NewConnection,
  now: number,
): Promise<ShownConnection> {
  const uid = crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: "base64url" });
  const numbered = numberedSubscriptions(given.subscriptions, [], 1);
  const [row] = await drizzle(db)
    .insert(connections)
    .values({
      ...given,
      ...numbered,
      ...(await sealedSecrets(given.secrets, uid, credentialsKey)),
      uid,
      paused: false,
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (!row) throw new Error("an insert returned nothing");
  return shown(row);
}

export type ConnectionChange = Partial<
  Pick<Connection, "name" | "enabled" | "paused" | "sources" | "bots" | "consentCategories" | "settings" | "secrets">
> & { subscriptions?: NewConnection["subscriptions"] | undefined; ownHost?: string };

/** Changes a connection; one that was stopped is tried again. Secrets are always sealed anew. Throws `not_found`. */
export async function changeConnection(
  db: D1Database,
  credentialsKey: string | undefined,
  id: number,
  { secrets, subscriptions, ...change }: ConnectionChange,
  now: number,
): Promise<ShownConnection> {
  const orm = drizzle(db);
  const [row] = await orm.select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Problem("not_found");
  const known = row.subscriptions as unknown as Subscription[];
  const [changed] = await orm
    .update(connections)
    .set({
      ...change,
      ...(subscriptions ? numberedSubscriptions(subscriptions, known, row.nextSubscription) : {}),
      ...(secrets ? await sealedSecrets(secrets, row.uid, credentialsKey) : {}),
      stopped: null,
      stoppedAt: null,
      updatedAt: now,
    })
    .where(eq(connections.id, id))
    .returning();
  if (!changed) throw new Problem("not_found");
  return shown(changed);
}

/** Stops a connection until a person looks at it. */
export async function stopConnection(db: D1Database, id: number, reason: string, now: number): Promise<void> {
  await drizzle(db)
    .update(connections)
    .set({ stopped: reason, stoppedAt: now })
    .where(and(eq(connections.id, id), isNull(connections.stopped)));
}

export async function deleteConnection(db: D1Database, id: number): Promise<void> {
  await drizzle(db).delete(connections).where(eq(connections.id, id));
}

/** Numbers of all connections, also of those that are switched off. */
export async function allConnections(db: D1Database): Promise<number[]> {
  const { results } = await db.prepare("SELECT id FROM connections ORDER BY id").all<{ id: number }>();
  return results.map(({ id }) => id);
}

/** Numbers of the connections that get events now. */
export async function runningConnections(db: D1Database): Promise<number[]> {
  const { results } = await db
    .prepare("SELECT id FROM connections WHERE enabled = 1 AND paused = 0 AND stopped IS NULL ORDER BY id")
    .all<{ id: number }>();
  return results.map(({ id }) => id);
}

/** Known ones keep their number, the others get the next: what is under way or in dead letters names them by it. */
function numberedSubscriptions(
  given: NewConnection["subscriptions"],
  known: readonly Subscription[],
  next: number,
): { subscriptions: JsonObject[]; nextSubscription: number } {
  const numbers = new Set(known.map(({ id }) => id));
  let nextSubscription = next;
  const subscriptions = given.map((subscription) => {
    const { id } = subscription;
    const isKnown = id !== undefined && numbers.delete(id);
    return { ...subscription, id: isKnown ? id : nextSubscription++ };
  });
  return { subscriptions, nextSubscription };
}

async function sealedSecrets(secrets: JsonObject, uid: string, credentialsKey: string | undefined) {
  const secretNames = Object.keys(secrets);
  if (secretNames.length === 0) return { secretNames, secrets: null };
  return { secretNames, secrets: await seal(await readKeys(credentialsKey), uid, JSON.stringify(secrets)) };
}
