import { and, eq, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { AutomationDefinition } from "#core/automation.ts";
import { Problem } from "#core/problem.ts";
import { automations } from "#core/schema.ts";
import type { Automation, OpenAutomation, Secrets } from "#automations/automation.ts";
import { type Sealer, splitSecrets } from "#automations/secrets.ts";

type Row = typeof automations.$inferSelect;

/** Automations of one workspace: each of them is looked at when the list changes. */
const MOST = 1_000;
/** Characters of a definition: D1 refuses a value of over 2 MB. */
const MAX_DEFINITION = 400_000;

// What is stored was a definition when it was saved, with all its choices written out.
function shown(row: Row): Automation {
  const { secrets: _, definition, ...rest } = row;
  return { ...rest, definition: JSON.parse(definition) as AutomationDefinition };
}

const ownerOf = (uid: string): string => `automation-${uid}`;

/** All automations, or those of these ids, the oldest first. */
export async function listAutomations(db: D1Database, ids: readonly number[] | null = null): Promise<Automation[]> {
  const these = ids && sql`${automations.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const found = drizzle(db).select().from(automations);
  return (await found.where(these ?? undefined).orderBy(automations.id)).map(shown);
}

/** Throws `not_found`. */
export async function automationById(db: D1Database, id: number): Promise<Automation> {
  const row = await rowOf(db, id);
  if (!row) throw new Problem("not_found");
  return shown(row);
}

const rowOf = async (db: D1Database, id: number): Promise<Row | undefined> =>
  (await drizzle(db).select().from(automations).where(eq(automations.id, id)))[0];

/** One with its secrets open, or null. Throws what the sealer throws where they can't be opened. */
export async function openAutomation(db: D1Database, sealer: Sealer, id: number): Promise<OpenAutomation | null> {
  const row = await rowOf(db, id);
  return row ? { ...shown(row), secrets: await openSecrets(row, sealer) } : null;
}

const openSecrets = async ({ uid, secrets }: Row, sealer: Sealer): Promise<Secrets> =>
  secrets === null ? {} : (JSON.parse(await sealer.unseal(ownerOf(uid), secrets)) as Secrets);

async function sealed(definition: AutomationDefinition, secrets: Secrets, uid: string, sealer: Sealer) {
  const text = JSON.stringify(definition);
  if (text.length > MAX_DEFINITION) {
    throw new Problem("request_invalid", { detail: `An automation may have ${MAX_DEFINITION} characters.` });
  }
  const secretActions = Object.keys(secrets).map(Number);
  const closed = secretActions.length === 0 ? null : await sealer.seal(ownerOf(uid), JSON.stringify(secrets));
  return { definition: text, secretActions, secrets: closed };
}

/** Saves a new automation, switched off. Throws `request_invalid` where a secret is missing, or there are too many already. */
export async function createAutomation(
  db: D1Database,
  sealer: Sealer,
  given: AutomationDefinition,
  origin: string,
  now: number,
): Promise<Automation> {
  const orm = drizzle(db);
  if ((await orm.$count(automations)) >= MOST) {
    throw new Problem("request_invalid", { detail: `There are ${MOST} automations already.` });
  }
  const uid = crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: "base64url" });
  const { actions, secrets } = splitSecrets(given.do);
  const [row] = await orm
    .insert(automations)
    .values({
      uid,
      ...(await sealed({ ...given, do: actions }, secrets, uid, sealer)),
      enabled: false,
      origin,
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (!row) throw new Error("an insert returned nothing");
  return shown(row);
}

/** Changes an automation; one that was stopped is tried again. Secrets that are null stay. Throws `not_found`. */
export async function changeAutomation(
  db: D1Database,
  sealer: Sealer,
  id: number,
  next: AutomationDefinition,
  origin: string,
  now: number,
): Promise<Automation> {
  const row = await rowOf(db, id);
  if (!row) throw new Problem("not_found");
  const before = { actions: shown(row).definition.do, secrets: await openSecrets(row, sealer) };
  const { actions, secrets } = splitSecrets(next.do, before);
  return update(db, id, {
    ...(await sealed({ ...next, do: actions }, secrets, row.uid, sealer)),
    stopped: null,
    stoppedAt: null,
    origin,
    updatedAt: now,
  });
}

/** Switches one on or off. `definition` is changed with it where given: whether those present are told, too. */
export function switchAutomation(
  db: D1Database,
  id: number,
  enabled: boolean,
  definition: AutomationDefinition,
  now: number,
): Promise<Automation> {
  const text = JSON.stringify(definition);
  const since = enabled ? { enabledAt: now, stopped: null, stoppedAt: null } : {};
  return update(db, id, { enabled, definition: text, ...since, updatedAt: now });
}

async function update(db: D1Database, id: number, values: Partial<Row>): Promise<Automation> {
  const [row] = await drizzle(db).update(automations).set(values).where(eq(automations.id, id)).returning();
  if (!row) throw new Problem("not_found");
  return shown(row);
}

/** Stops an automation until a person looks at it. */
export async function stopAutomation(db: D1Database, id: number, reason: string, now: number): Promise<void> {
  await drizzle(db)
    .update(automations)
    .set({ stopped: reason, stoppedAt: now })
    .where(and(eq(automations.id, id), isNull(automations.stopped)));
}

/** Throws `not_found`. */
export async function deleteAutomation(db: D1Database, id: number): Promise<void> {
  const gone = await drizzle(db).delete(automations).where(eq(automations.id, id)).returning({ id: automations.id });
  if (gone.length === 0) throw new Problem("not_found");
}
