import { fileURLToPath } from "node:url";
import { createTestHarness, unstable_readConfig as readConfig } from "wrangler";
import * as z from "zod";
import { descendantsOf, cpuSecondsOf } from "./processes.ts";
import { type StoreMeasure, storeReport } from "./store-report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Events made and stored at a time: enough that a step's time is not its HTTP request's. */
const CHUNK = 10_000;

const ReadAnswer = z.object({ events: z.number(), refused: z.array(z.unknown()) });
const StoreAnswer = z.object({ stored: z.number(), rowsWritten: z.number(), rowsRead: z.number() });
const SizeAnswer = z.object({ bytes: z.number() });

interface Way {
  label: string;
  database: string;
  step: "append" | "insert";
  /** Events in a consumer batch. */
  batch: number;
}
const ways: readonly Way[] = [
  { label: "append, 100 a batch", database: "HUNDRED", step: "append", batch: 100 },
  { label: "append, 1,000 a batch", database: "THOUSAND", step: "append", batch: 1000 },
  { label: "one INSERT per event, 100 a batch", database: "PLAIN", step: "insert", batch: 100 },
];

/** A running Worker with a database for each way, the product's migrations applied. */
async function startStore() {
  // No look-up of a sample request.cf on the internet, and no log file in the user's home.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_WRITE_LOGS"] = "false";
  const settings: unknown = readConfig({ config: `${root}wrangler.toml` });
  const { compatibility_date } = z.object({ compatibility_date: z.string() }).parse(settings);
  const harness = createTestHarness({
    root,
    workers: [
      {
        config: {
          name: "bench-store",
          main: `${root}bench/worker/store.ts`,
          compatibility_date,
          send_metrics: false,
          d1_databases: ways.map(({ database }) => ({
            binding: database,
            database_name: database.toLowerCase(),
            database_id: database.toLowerCase(),
            migrations_dir: `${root}migrations`,
          })),
        },
      },
    ],
  });
  const { url } = await harness.listen();
  for (const { database, step } of ways) {
    if (step === "append") await harness.getWorker().applyD1Migrations(database);
  }
  const call = async <T>(step: string, query: Record<string, string | number>, Answer: z.ZodType<T>): Promise<T> => {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response = await fetch(`${url.origin}/${step}?${search.toString()}`, { method: "POST" });
    if (!response.ok) throw new Error(`${step}: ${response.status} ${await response.text()}`);
    return Answer.parse(await response.json());
  };
  return { call, stop: () => harness.close() };
}
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
