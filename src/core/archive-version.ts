import { reasonOf } from "#core/log.ts";

/** Goes up with everything that moves stored events or takes them away; 0 before any of that. */
export async function archiveVersion(db: D1Database): Promise<number> {
  const row = await db.prepare("SELECT version FROM archive_state WHERE id = ?1").bind(1).first<{ version: number }>();
  return row?.version ?? 0;
}

/**
 * Part of every transaction that moves events between the database and R2, or removes some: it fails as a whole where
 * another has done so since `version` was read, and raises it. `facts`: it changes where facts are.
 */
export const raiseArchiveVersion = (
  db: D1Database,
  version: number,
  { facts }: { facts: boolean },
): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO archive_state (id, version, facts) VALUES (1, 1, ?2) ON CONFLICT (id)
       DO UPDATE SET version = CASE WHEN version = ?1 THEN version + 1 END, facts = facts + ?2`,
    )
    .bind(version, facts ? 1 : 0);

/** Did a transaction fail because another was first? Then nothing of it took place: read again. */
export const isArchiveRace = (error: unknown): boolean =>
  reasonOf(error).includes("NOT NULL constraint failed: archive_state.version");

/** Readings begun anew at most: facts move a day at a time, and seldom. */
const MAX_READINGS = 5;

/**
 * What `read` gives, or throws, in a time in which no facts were moved: it reads the database first and R2 after it, so it
 * could miss some or see them twice. It is told `whereFactsAre`: at 0 all are in the database. Throws where they move all the
 * time. `known`: as the caller has just read it.
 */
export async function whileFactsStay<Read>(
  db: D1Database,
  read: (where: number) => Promise<Read>,
  known: number | null = null,
): Promise<Read> {
  let first = known;
  for (let reading = 1; ; reading += 1) {
    const before: number = first ?? (await whereFactsAre(db));
    first = null;
    const done = await read(before).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const isStill = (await whereFactsAre(db)) === before;
    if (isStill && "value" in done) return done.value;
    if (isStill && "error" in done) throw done.error;
    if (reading >= MAX_READINGS) throw new Error("facts are on the move: ask again");
  }
}

/** Another number after facts have moved to R2, or were removed there; 0 before any of that. */
export async function whereFactsAre(db: D1Database): Promise<number> {
  const row = await db.prepare("SELECT facts FROM archive_state WHERE id = 1").first<{ facts: number }>();
  return row?.facts ?? 0;
}
