import * as fc from "fast-check";
import type { Oracle } from "./harness.ts";
import { differencesOf, problemsOf } from "./judge.ts";
import { schedules } from "../identity-schedule.ts";
import type { Placement, Schedule } from "./schedule.ts";
import { scheduleText } from "./schedule-text.ts";

export const PLACEMENTS: readonly Placement[] = [
  { buckets: 0, databases: 1 },
  { buckets: 1, databases: 1 },
  { buckets: 0, databases: 2 },
  { buckets: 1, databases: 2 },
];

export const placementText = ({ buckets, databases }: Placement): string =>
  `${buckets === 0 ? "an object per id" : "one bucket"}, ${databases === 1 ? "one database" : `${databases} databases`}`;

/** The same messages and acts as another schedule would deliver them: backwards, most of them twice, and no trouble. */
function delivered(schedule: Schedule): Schedule {
  const { messages, acts } = schedule;
  const backwards = messages.map((_, index) => messages.length - 1 - index);
  return {
    ...schedule,
    acts: acts.toReversed(),
    commands: [...backwards, ...backwards].map((index, isolate) => ({
      do: "deliver",
      messages: [index],
      isolate,
      cache: 0,
      fault: null,
      dies: null,
      lost: false,
    })),
  };
}

/** Runs a schedule and says what is wrong afterwards; every fifth is compared with another order of its messages. */
async function problemsIn(oracle: Oracle, variant: string, schedule: Schedule, happened: Happened): Promise<string[]> {
  const observed = await oracle.run(variant, schedule);
  for (const [what, times] of Object.entries(observed.happened)) happened[what] = (happened[what] ?? 0) + times;
  const problems = problemsOf(schedule, observed);
  if (schedule.commands.length % 5 !== 0) return problems;
  const other = await oracle.run(variant, delivered(schedule));
  return [...problems, ...differencesOf(schedule.acts, observed, other)];
}

/** What schedules met, and how often. */
export type Happened = Record<string, number>;

export interface Verdict {
  runs: number;
  happened: Happened;
  /** The smallest schedule that goes wrong, what is wrong, and how to run it again; null: all is well. */
  failure: string | null;
}

/** Runs that many schedules of one placement, those of the seed. `shrink`: looks for a smaller one when one goes wrong. */
export async function check(
  oracle: Oracle,
  variant: string,
  placement: Placement,
  { seed, runs, shrink }: { seed: number; runs: number; shrink: boolean },
): Promise<Verdict> {
  const happened: Happened = {};
  const property = fc.asyncProperty(schedules(placement), async (schedule) => {
    const problems = await problemsIn(oracle, variant, schedule, happened);
    if (problems.length > 0) throw new Error(`${scheduleText(schedule)}\n\n${problems.join("\n")}`);
  });
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    endOnFailure: !shrink,
    ...(shrink && { interruptAfterTimeLimit: 600_000 }),
  });
  if (!details.failed) return { runs: details.numRuns, happened, failure: null };
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return {
    runs: details.numRuns,
    happened,
    failure: `seed ${seed}, path ${details.counterexamplePath}, ${placementText(placement)}\n\n${reason}`,
  };
}

/**
 * Runs schedules, each placement in turn, until one goes wrong. Returns how many it took and what was wrong, or null
 * where `most` of them found nothing.
 */
export async function firstFailure(
  oracle: Oracle,
  variant: string,
  { seed, most }: { seed: number; most: number },
): Promise<{ schedules: number; problems: string[] } | null> {
  const lists = PLACEMENTS.map((placement, index) =>
    fc.sample(schedules(placement), { seed: seed + index, numRuns: Math.ceil(most / PLACEMENTS.length) }),
  );
  const inTurn = Array.from(
    { length: most },
    (_, index) => lists[index % lists.length]?.[Math.floor(index / lists.length)],
  );
  for (const [index, schedule] of inTurn.entries()) {
    if (!schedule) continue;
    const problems = problemsOf(schedule, await oracle.run(variant, schedule));
    if (problems.length > 0) return { schedules: index + 1, problems };
  }
  return null;
}
