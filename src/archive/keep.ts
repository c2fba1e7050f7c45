import { isArchiveRace } from "#core/archive-version.ts";
import { DAY_MS } from "#core/clock.ts";
import { log } from "#core/log.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { dayOf } from "#archive/days.ts";
import { expireDay } from "#archive/expire-day.ts";
import { expireSources } from "#archive/expire-sources.ts";
import { FILLING, type FillLevel, fillLevel, PRESSING } from "#archive/fill-level.ts";
import { moveEvents } from "#archive/move-events.ts";
import { moveFacts } from "#archive/move-facts.ts";
import { isPressing, notePressing } from "#archive/pressing.ts";
import { expiryOf, readRetention } from "#archive/retention.ts";
import { sweep } from "#archive/sweep.ts";

/** What a round did. */
export interface Round {
  level: FillLevel;
  /** Whole events, and facts, that moved to R2. */
  events: number;
  facts: number;
  /** Days that were removed. */
  expired: number;
  /** False where time was up: the next round goes on. */
  done: boolean;
}

/**
 * Statements of one round, of the thousand that D1 takes of an invocation: one step may make three hundred
 * (https://developers.cloudflare.com/d1/platform/limits/).
 */
const MAX_QUERIES = 500;

/**
 * One round of housekeeping: removes what is too old, moves what is old enough, and makes room where the database fills up.
 * Every step stands for itself, so it may die anywhere, and two rounds at a time only waste each other's work. Ends when
 * `until` (ms) has passed, or it has asked as much as it may. Throws R2's and D1's errors.
 */
export async function keep(house: ArchiveHouse, until: number): Promise<Round> {
  const round: Round = { level: "roomy", events: 0, facts: 0, expired: 0, done: false };
  try {
    round.done = await goRound(house, round, () => house.clock() < until && house.queries() < MAX_QUERIES);
  } catch (error) {
    // Somebody else moves or erases: what is left is done in the next round.
    if (!isArchiveRace(error)) throw error;
  }
  const { share, bytes, limit } = await house.size();
  round.level = fillLevel(share, await isPressing(house.db));
  const worth = round.level !== "roomy" || round.events + round.facts + round.expired > 0;
  if (worth) log(round.level === "roomy" ? "info" : "warn", "archive_round", { ...round, bytes, limit });
  return round;
}

async function goRound(house: ArchiveHouse, round: Round, isTimeLeft: () => boolean): Promise<boolean> {
  const { db, bucket, clock } = house;
  const settings = await readRetention(db);
  if (!(await expire(house, round, isTimeLeft))) return false;
  const today = dayOf(clock()) * DAY_MS;
  const before = (days: number | null) => (days === null ? null : today - days * DAY_MS);
  const always = () => Promise.resolve(true);
  const [events, facts] = [before(settings.moveEventsDays), before(settings.moveFactsDays)];
  // Facts move after their events: files of facts are for days of which files of events are there.
  const oldest = Math.max(events ?? -Infinity, facts ?? -Infinity);
  if (oldest > -Infinity && !(await moveWhile(always, moverOf.events(house, round, oldest), isTimeLeft))) return false;
  if (facts !== null && !(await moveWhile(always, moverOf.facts(house, round, facts), isTimeLeft))) return false;
  if (!(await makeRoom(house, round, today, isTimeLeft))) return false;
  await sweep(db, bucket, clock());
  return true;
}

async function expire(house: ArchiveHouse, round: Round, isTimeLeft: () => boolean): Promise<boolean> {
  const { db, clock } = house;
  const sources = await db.prepare("SELECT id FROM sources").raw<[number]>();
  const expiry = expiryOf(
    await readRetention(db),
    sources.map(([id]) => id),
    clock(),
  );
  for (;;) {
    const oldest = expiry.all === null ? null : await oldestDay(db);
    if (oldest === null || expiry.all === null || oldest >= expiry.all) break;
    if (!isTimeLeft()) return false;
    if (await expireDay(house, oldest)) round.expired += 1;
  }
  for (const one of expiry.sources) if (!(await expireSources(house, one, isTimeLeft))) return false;
  return true;
}

async function oldestDay(db: D1Database): Promise<number | null> {
  const row = await db.prepare("SELECT min(hour) / 24 AS day FROM hours").first<{ day: number | null }>();
  return row?.day ?? null;
}

/** Moves a step at a time while it is wanted; false where time was up before that. */
async function moveWhile(
  isWanted: () => Promise<boolean>,
  step: () => Promise<boolean>,
  isTimeLeft: () => boolean,
): Promise<boolean> {
  while (await isWanted()) {
    if (!isTimeLeft()) return false;
    if (!(await step())) return true;
  }
  return true;
}

const moverOf = {
  events: (house: ArchiveHouse, round: Round, before: number) => async () => {
    const moved = await moveEvents(house, before);
    round.events += moved?.events ?? 0;
    return moved !== null;
  },
  facts: (house: ArchiveHouse, round: Round, before: number) => async () => {
    const moved = await moveFacts(house, before);
    round.facts += moved?.facts ?? 0;
    return moved !== null;
  },
};

/** What the fill level asks for. Sizes are read after each step: free pages no longer count at once. */
async function makeRoom(house: ArchiveHouse, round: Round, today: number, isTimeLeft: () => boolean): Promise<boolean> {
  const isOver = (share: number) => async () => (await house.size()).share >= share;
  const level = fillLevel((await house.size()).share, await isPressing(house.db));
  if (level === "roomy") return true;
  const steps: [isWanted: () => Promise<boolean>, step: () => Promise<boolean>][] = [
    [isOver(FILLING), moverOf.events(house, round, today)],
  ];
  if (level !== "filling") {
    await notePressing(house.db, true);
    steps.push(
      [isOver(FILLING), moverOf.events(house, round, Infinity)],
      [isOver(FILLING), moverOf.facts(house, round, today)],
      // Not even today's: they would come back. Unless there is no other way.
      [isOver(PRESSING), moverOf.facts(house, round, Infinity)],
    );
  }
  for (const [isWanted, step] of steps) if (!(await moveWhile(isWanted, step, isTimeLeft))) return false;
  await notePressing(house.db, false);
  if (await isOver(PRESSING)()) log("error", "database_full_of_what_cannot_move", { ...(await house.size()) });
  return true;
}
