import * as z from "zod";
import { startBenchWorker } from "./harness.ts";
import { descendantsOf, cpuSecondsOf } from "./processes.ts";
import { type StoreMeasure, storeReport } from "./store-report.ts";

/** Events made and stored at a time: enough that a step's time is not its HTTP request's. */
const CHUNK = 10_000;

const ReadAnswer = z.object({ events: z.number(), refused: z.array(z.unknown()) });
const StoreAnswer = z.object({
  stored: z.number(),
  rowsWritten: z.number(),
  rowsRead: z.number(),
  /** Of these rows written, what identity objects published later. */
  rowsPublished: z.number(),
});
const SizeAnswer = z.object({ bytes: z.number() });

interface Way {
  label: string;
  database: string;
  /** Class of the identity objects that publish into this database. */
  objects?: string;
  step: "append" | "insert";
  /** Events in a consumer batch. */
  batch: number;
}
const ways: readonly Way[] = [
  { label: "append, 100 a batch", database: "HUNDRED", objects: "Links_Hundred", step: "append", batch: 100 },
  { label: "append, 1,000 a batch", database: "THOUSAND", objects: "Links_Thousand", step: "append", batch: 1000 },
  { label: "one INSERT per event, 100 a batch", database: "PLAIN", step: "insert", batch: 100 },
];

const startStore = () =>
  startBenchWorker({
    main: "store.ts",
    databases: ways.map(({ database, step }) => ({ binding: database, migrated: step === "append" })),
    classes: ways.flatMap(({ objects }) => (objects === undefined ? [] : [objects])),
  });
type Store = Awaited<ReturnType<typeof startStore>>;

/** Runs one step and adds its time, and the CPU that all our workerd processes took for it, to the measure. */
async function timed<T>(measure: StoreMeasure, run: () => Promise<T>): Promise<T> {
  const pids = descendantsOf(process.pid, "workerd");
  const cpuNow = () => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  const cpu = cpuNow();
  const started = performance.now();
  const result = await run();
  measure.seconds += (performance.now() - started) / 1000;
  measure.cpuSeconds += cpuNow() - cpu;
  return result;
}

const emptyMeasure = (label: string): StoreMeasure => ({
  label,
  events: 0,
  seconds: 0,
  cpuSeconds: 0,
  rowsWritten: 0,
  rowsPublished: 0,
  rowsRead: 0,
  bytes: 0,
});

/** Stores `events` events of one shape in each way, chunk by chunk in turn, so that all ways meet the same neighbours. */
async function storeAll(store: Store, shape: "bare" | "browser", events: number): Promise<StoreMeasure[]> {
  await store.call("start", { shape, events }, z.unknown());
  const reading = emptyMeasure("reading the messages (decode, judge, stamp)");
  const measures = ways.map(({ label }) => emptyMeasure(label));
  for (let done = 0, chunk = 0; done < events; done += CHUNK, chunk++) {
    const count = Math.min(CHUNK, events - done);
    await store.call("prepare", { events: count }, z.unknown());
    const read = await timed(reading, () => store.call("read", {}, ReadAnswer));
    if (read.events !== count)
      throw new Error(`${count} events made, ${read.events} accepted; refused: ${JSON.stringify(read.refused)}`);
    reading.events += count;
    for (let turn = 0; turn < ways.length; turn++) {
      const index = (turn + chunk) % ways.length;
      const way = ways[index];
      const measure = measures[index];
      if (way === undefined || measure === undefined) continue;
      const { database, step, batch } = way;
      const result = await timed(measure, () => store.call(step, { database, batch }, StoreAnswer));
      if (result.stored !== count) throw new Error(`${way.label}: ${result.stored} of ${count} stored`);
      measure.events += count;
      measure.rowsWritten += result.rowsWritten;
      measure.rowsPublished += result.rowsPublished;
      measure.rowsRead += result.rowsRead;
    }
    process.stdout.write(`${shape}: ${done + count} of ${events}\n`);
  }
  for (const [index, { database }] of ways.entries()) {
    const measure = measures[index];
    if (measure !== undefined) measure.bytes = (await store.call("size", { database }, SizeAnswer)).bytes;
  }
  return [reading, ...measures];
}

/** What storing costs: events a second, rows and bytes, beside one INSERT per event of the same columns. */
export async function benchStore({ events, keep }: { events: number; keep: boolean }): Promise<void> {
  const results: Record<"bare" | "browser", StoreMeasure[]> = { bare: [], browser: [] };
  for (const shape of ["bare", "browser"] as const) {
    const store = await startStore();
    try {
      results[shape] = await storeAll(
        store,
        shape,
        shape === "bare" ? events : Math.max(CHUNK, Math.round(events / 5)),
      );
    } finally {
      await store.stop();
    }
  }
  storeReport(results, keep);
}
