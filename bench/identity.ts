import * as z from "zod";
import { type Call, startBenchWorker } from "./harness.ts";
import { Counts, type IdentityMeasure, identityReport } from "./identity-report.ts";

const ByHand = z.object({ merge: Counts, unmerge: Counts });

interface Sizes {
  /** Events of people who come back, and of those who do something new each time. */
  visits: number;
  news: number;
  /** Events of each of two people who are joined by hand: few, and many. */
  histories: readonly [number, number];
}
const FULL: Sizes = { visits: 10_000, news: 1_000, histories: [100, 10_000] };
const QUICK: Sizes = { visits: 1_000, news: 200, histories: [100, 1_000] };

async function measureAll(call: Call, buckets: number, { visits, news, histories }: Sizes): Promise<IdentityMeasure> {
  await call("start", { buckets }, z.unknown());
  const one = (scenario: string, events: number, query: Record<string, string> = {}) =>
    call("visits", { scenario, events, ...query }, Counts);
  const measure = {
    buckets,
    anonymous: await one("anonymous", visits),
    known: await one("known", visits),
    knownFresh: await one("knownFresh", visits, { fresh: "1" }),
    logins: await one("logins", news),
    signUps: await one("signUps", news),
    aliases: await one("aliases", news),
  };
  const byHand = [];
  for (const events of histories) byHand.push({ events, ...(await call("byHand", { events }, ByHand)) });
  return { ...measure, byHand };
}

/** What identity costs: calls and alarms of its objects, rows read and written, for each kind of event. */
export async function benchIdentity({ quick, keep }: { quick: boolean; keep: boolean }): Promise<void> {
  const measures: IdentityMeasure[] = [];
  for (const buckets of [0, 1]) {
    const worker = await startBenchWorker({
      main: "identity.ts",
      databases: [{ binding: "DB", migrated: true }],
      classes: ["Identity"],
    });
    try {
      measures.push(await measureAll(worker.call, buckets, quick ? QUICK : FULL));
    } finally {
      await worker.stop();
    }
  }
  identityReport(measures, keep);
}
