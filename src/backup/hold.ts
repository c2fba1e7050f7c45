import { MINUTE_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";

/** A backup that asks for nothing this long is given up, and events are stored again. */
const BACKUP_LEASE_MS = 2 * MINUTE_MS;
/** A half restored workspace takes nothing in, however long it takes. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER;

export interface Hold {
  uid: string;
  kind: "backup" | "restore";
  until: number;
}

export const readHold = (db: D1Database): Promise<Hold | null> =>
  db.prepare("SELECT uid, kind, until FROM holds WHERE id = 1").first<Hold>();

/** From now on nothing is stored (migrations/0016). Throws `conflict` where another backup or restore is under way. */
export async function holdForBackup(db: D1Database, now: number): Promise<string> {
  const uid = crypto.randomUUID();
  const { meta } = await db
    .prepare(
      `INSERT INTO holds VALUES (1, ?1, 'backup', ?2)
       ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, kind = excluded.kind, until = excluded.until WHERE until <= ?3`,
    )
    .bind(uid, now + BACKUP_LEASE_MS, now)
    .run();
  if (meta.changes === 0) throw new Problem("conflict", { detail: "A backup or a restore is under way." });
  return uid;
}

/** Goes on for a while. Throws `conflict` where it was given up meanwhile: then what was read is not of one moment. */
export async function renewHold(db: D1Database, uid: string, now: number): Promise<void> {
  const { meta } = await db
    .prepare("UPDATE holds SET until = ?1 WHERE uid = ?2 AND kind = 'backup' AND until > ?3")
    .bind(now + BACKUP_LEASE_MS, uid, now)
    .run();
  if (meta.changes === 0) throw new Problem("conflict", { detail: "This backup was given up; begin anew." });
}

/** Holds for a restore; one that was begun before gives way, as it may have died. A backup that is under way doesn't. */
export async function holdForRestore(db: D1Database, now: number): Promise<string> {
  const uid = crypto.randomUUID();
  const { meta } = await db
    .prepare(
      `INSERT INTO holds VALUES (1, ?1, 'restore', ?2)
       ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, kind = excluded.kind, until = excluded.until
       WHERE until <= ?3 OR kind = 'restore'`,
    )
    .bind(uid, FOR_GOOD, now)
    .run();
  if (meta.changes === 0) throw new Problem("conflict", { detail: "A backup is under way." });
  return uid;
}

/** Throws `conflict` where this restore is not the one that is under way. */
export async function requireRestore(db: D1Database, uid: string): Promise<void> {
  const hold = await readHold(db);
  if (hold === null || hold.uid !== uid || hold.kind !== "restore" || hold.until === 0)
    throw new Problem("conflict", { detail: "This restore is not under way any more; begin anew." });
}

export const release = async (db: D1Database, uid: string): Promise<void> =>
  void (await db.prepare("UPDATE holds SET until = 0 WHERE uid = ?1").bind(uid).run());

/** Writes what is held, in one transaction that lets nobody else in. */
export const writeHeld = (db: D1Database, uid: string, statements: D1PreparedStatement[]): Promise<D1Result[]> =>
  db.batch([
    db.prepare("UPDATE holds SET until = 0 WHERE uid = ?1").bind(uid),
    ...statements,
    db.prepare("UPDATE holds SET until = ?2 WHERE uid = ?1").bind(uid, FOR_GOOD),
  ]);
