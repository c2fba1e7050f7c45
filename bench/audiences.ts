import * as z from "zod";
import { type AudienceMeasure, audienceReport } from "./audience-report.ts";
import { startBenchWorker } from "./harness.ts";

const FILLED_AT_ONCE = 20_000;
const FOLLOWED_AT_ONCE = 20_000;
const RELATED = 4;

const Followed = z.object({
  ms: z.number(),
  d1: z.object({ trips: z.number(), read: z.number(), written: z.number() }),
  objectRows: z.number(),
  evaluations: z.number(),
  windows: z.number(),
  members: z.number(),
});

const Checked = z.object({
  d1: z.object({ trips: z.number(), read: z.number(), written: z.number() }),
  checked: z.number(),
  differences: z.number(),
});

/** What an event costs the Audiences object, with ever more audiences that it doesn't matter to. */
export async function benchAudiences({
  events,
  window,
  unrelated: numbers,
  keep,
}: {
  events: number;
  /** How many audiences there are that no event matters to, one after the other; 0 is what the others are measured by. */
  unrelated: readonly number[];
  /** Events of a pipeline's batch. */
  window: number;
  keep: boolean;
}): Promise<void> {
  const worker = await startBenchWorker({
    main: "audiences.ts",
    databases: [{ binding: "DB", migrated: true }],
    classes: ["Audiences"],
  });
  const measures: AudienceMeasure[] = [];
  try {
    await worker.call("start", { events }, z.unknown());
    let last = 0;
    for (let done = 0; done < events; done += FILLED_AT_ONCE) {
      const answer = await worker.call("fill", { events: FILLED_AT_ONCE }, z.object({ stored: z.number() }));
      last = answer.stored;
      process.stdout.write(`${last} of ${events} events stored\n`);
    }
    for (const [related, unrelated] of [[0, 1] as const, ...numbers.map((number) => [RELATED, number] as const)]) {
      const object = `${related} and ${unrelated}`;
      await worker.call("define", { object, related, unrelated, window }, z.unknown());
      const sum: AudienceMeasure = {
        related,
        unrelated,
        events: last,
        ms: 0,
        trips: 0,
        read: 0,
        written: 0,
        objectRows: 0,
        evaluations: 0,
        members: 0,
        readByCheck: 0,
      };
      for (let until = 0; until < last;) {
        until = Math.min(last, until + FOLLOWED_AT_ONCE);
        const followed = await worker.call("follow", { object, until }, Followed);
        sum.ms += followed.ms;
        sum.trips += followed.d1.trips;
        sum.read += followed.d1.read;
        sum.written += followed.d1.written;
        sum.objectRows += followed.objectRows;
        sum.evaluations += followed.evaluations;
        sum.members = followed.members;
      }
      const { d1, checked, differences } = await worker.call("check", { object }, Checked);
      if (checked !== related + unrelated) throw new Error(`${checked} of ${related + unrelated} were checked`);
      if (differences > 0) throw new Error(`${differences} people differ`);
      sum.readByCheck = d1.read / checked;
      process.stdout.write(`${object}: ${Math.round(sum.ms)} ms\n`);
      measures.push(sum);
    }
  } finally {
    await worker.stop();
  }
  audienceReport(measures, window, keep);
}
