import { log, reasonOf } from "#core/log.ts";
import { checkAudience } from "#audiences/check.ts";
import { computeNext } from "#audiences/compute.ts";
import { contextOf, type Desk } from "#audiences/desk.ts";
import { followEvents } from "#audiences/follow-events.ts";
import { followMoves, MOVES_AT_ONCE } from "#audiences/follow-moves.ts";
import { followTime } from "#audiences/follow-time.ts";
import { handOver, tellLists, tellOfPresent } from "#audiences/hand-over.ts";
import { readMoves } from "#audiences/watch-store.ts";

/** A run ends after this, and the next begins at once: an alarm may take 15 minutes, and a deploy waits for it. */
const RUN_MS = 20_000;
/** And after as many rounds: an invocation may ask D1 a thousand things, and a busy round takes about twenty. */
const MOST_ROUNDS = 30;
/** Edges of time are gathered for this long. */
const TIME_EVERY_MS = 5_000;
const OFFERED_AGAIN_MS = 2_000;

/** What the alarm is for besides what comes in. */
export interface Duties {
  /** Audiences that somebody wants checked. */
  checks: Set<number>;
  /** What is watched has changed. */
  reload: () => Promise<void>;
}

/**
 * Brings everything up to date: changes of the person map, events, time, those who are told of; then computes, a piece at a
 * time, and checks. Returns when (ms) to run again, or null: when there is something new. Throws D1's errors; whatever was
 * written down by then holds. `steady`: the clock to measure the run itself by.
 */
export async function runAudiences(desk: Desk, duties: Duties, steady: () => number): Promise<number | null> {
  const { store, house } = desk;
  const until = steady() + RUN_MS;
  let rounds = 0;
  let isBusy = true;
  let isRefused = false;
  while (isBusy && steady() < until && rounds < MOST_ROUNDS) {
    rounds += 1;
    isBusy = await follow(desk, duties);
    const areListsTold = await isDone("lists_not_told", tellLists(desk));
    // The last audience may just have gone, and its lists with it.
    if (!store.states.follow().watching) return areListsTold ? null : house.clock() + OFFERED_AGAIN_MS;
    isBusy = (await tellOfPresent(desk)) || isBusy;
    isRefused = !(await isDone("firings_not_taken", handOver(desk))) || !areListsTold;
    isBusy = (await compute(desk)) || isBusy;
    if (!isBusy) isBusy = await checkNext(desk, duties);
  }
  const now = house.clock();
  if (isBusy) return now;
  const due = store.members.firstDue();
  const times = [store.states.follow().checkAt, ...(due === null ? [] : [Math.max(due, now + TIME_EVERY_MS)])];
  if (isRefused) times.push(now + OFFERED_AGAIN_MS);
  return Math.min(...times);
}

/** What isn't taken waits in its place; nothing else has to. */
async function isDone(fault: string, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    log("error", fault, { reason: reasonOf(error) });
    return false;
  }
}

/** One piece of computing; that it failed is shown until it works. */
async function compute(desk: Desk): Promise<boolean> {
  try {
    return await computeNext(desk);
  } catch (error) {
    for (const { audience, stage } of desk.store.states.all()) {
      if (stage === "events" || stage === "people") desk.store.states.change(audience, { error: reasonOf(error) });
    }
    throw error;
  }
}

/** One round of what came in. Says whether there is more. */
async function follow(desk: Desk, duties: Duties): Promise<boolean> {
  const { store, house } = desk;
  const { moved, version } = store.states.follow();
  const { watch, moves } = await readMoves(house.db, moved, MOVES_AT_ONCE);
  if (watch.version !== version) await duties.reload();
  if (!store.states.follow().watching) return false;
  await followMoves(desk, moves);
  const hasEvents = await followEvents(desk);
  const hasTime = await followTime(desk);
  return moves.length > 0 || hasEvents || hasTime;
}

/** Until nothing that came in is left. */
async function catchUp(desk: Desk, duties: Duties): Promise<void> {
  while (await follow(desk, duties));
}

/** Checks one audience: one that somebody asked about, or all of them once a while. Says whether there was one. */
async function checkNext(desk: Desk, duties: Duties): Promise<boolean> {
  const { store, house, watching } = desk;
  const { checkAt } = store.states.follow();
  const now = house.clock();
  if (checkAt <= now) {
    store.states.setFollow({ checkAt: now + house.checkEveryMs });
    // The first time there is nothing to check yet.
    if (checkAt > 0) startDay(desk, duties, now);
  }
  const [audience] = duties.checks;
  if (audience === undefined) return false;
  duties.checks.delete(audience);
  const watch = watching.watches.get(audience);
  if (!watch || store.states.of(audience)?.stage !== "live") return true;
  try {
    await checkAudience(desk, watch, () => catchUp(desk, duties));
  } catch (error) {
    log("error", "audience_not_checked", { audience, reason: reasonOf(error) });
    store.states.change(audience, { error: `It could not be checked: ${reasonOf(error)}` });
  }
  return true;
}

/** What is done once a while: everything is checked, and what nobody looks at any more goes. */
function startDay(desk: Desk, { checks }: Duties, now: number): void {
  const { store, house, watching } = desk;
  for (const audience of watching.watches.keys()) checks.add(audience);
  const context = contextOf(desk);
  const since = new Map<string, number>();
  let others = Infinity;
  const look = ({ any, names, from }: { any: boolean; names: readonly string[]; from: number }) => {
    if (any) others = Math.min(others, from);
    for (const name of names) since.set(name, Math.min(from, since.get(name) ?? Infinity));
  };
  for (const { where } of watching.index.audiences) look(house.language.needs(where, context));
  for (const { needs } of watching.index.triggers) look({ ...needs, from: -Infinity });
  if (others < Infinity) for (const [name, from] of since) since.set(name, Math.min(from, others));
  store.atOnce(() => {
    store.moments.prune(since, others);
    store.members.trim(now);
  });
}
