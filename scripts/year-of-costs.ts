import * as z from "zod";
import { billOf, type Quantities } from "../src/operations/bill.ts";
import { PLAN_DOLLARS, type Priced, PRICES } from "../src/operations/prices.ts";

/** What `npm run bench -- costs` has counted: each way of sending traffic, all of what it took. */
export const CountedRuns = z.object({
  measured: z.array(
    z.object({
      destinations: z.number(),
      audiences: z.number(),
      perRequest: z.number(),
      way: z.enum(["full", "sparse"]),
      quantities: z.record(z.string(), z.number()),
    }),
  ),
});
export type CountedRuns = z.infer<typeof CountedRuns>;
type Run = CountedRuns["measured"][number];

export interface Client {
  events: number;
  perRequest: number;
  destinations: number;
  audiences: number;
}

/** What is taken for granted where nothing can be counted; docs/costs.md names each. */
export const ASSUMED = {
  /** Hours of a day into which its traffic falls. */
  busyHours: 12,
  days: 30,
  /** Requests for the SDK and its settings, by event: one for twenty, the rest comes out of browsers' caches. */
  scriptsPerEvent: 0.05,
  /** Questions in a month, and rows each reads of an event of the last 30 days (`bench -- query`: 0.4 in the middle). */
  questions: 3_000,
  rowsPerEvent: 0.4,
  /** Share of the database at which days begin to move to the archive. */
  fullAt: 0.7,
  databaseBytes: 10_000_000_000,
  /** Rows that taking an event out of the database writes: its fact, and its part of a pack and of the rollups. */
  rowsPerMoved: 1.1,
  /** Operations of the bucket for each day that is moved or looked up. */
  bucketWritesPerDay: 10,
  bucketReadsPerDay: 200,
} as const;

const keys = Object.keys(PRICES) as Priced[];

/** A quantity as α a event and β a consumer batch: two runs, two unknowns. */
function parts(full: Run, sparse: Run, name: string): { perEvent: number; perBatch: number } {
  const of = ({ quantities }: Run, key: string): number => quantities[key] ?? 0;
  const [ef, bf, qf] = [of(full, "events"), of(full, "batches"), of(full, name)];
  const [es, bs, qs] = [of(sparse, "events"), of(sparse, "batches"), of(sparse, name)];
  const perBatch = Math.max(0, (qs * ef - qf * es) / (bs * ef - bf * es));
  return { perEvent: Math.max(0, (qf - perBatch * bf) / ef), perBatch };
}

const found = (runs: CountedRuns, want: Partial<Run>): Run => {
  const run = runs.measured.find((one) =>
    Object.entries(want).every(([key, value]) => Reflect.get(one, key) === value),
  );
  if (!run) throw new Error(`nothing was measured with ${JSON.stringify(want)}`);
  return run;
};

/** Bytes an event takes in the database, counted. */
export function bytesPerEvent(runs: CountedRuns): number {
  const { quantities } = found(runs, { destinations: 0, audiences: 0, perRequest: 10, way: "full" });
  return (quantities["bytes"] ?? 0) / (quantities["events"] ?? 1);
}

/** Batches of the consumer in a month: one a second at most, of what came in that second. */
export function batchesOf({ events, perRequest }: Client): number {
  const messages = events / perRequest;
  const perSecond = messages / (ASSUMED.days * ASSUMED.busyHours * 3_600);
  return messages / Math.min(100, 1 + perSecond);
}

/** What running costs a month, storage left out. */
export function runningOf(runs: CountedRuns, client: Client): Quantities {
  const { destinations, audiences, perRequest, events } = client;
  const sparse = found(runs, { destinations, audiences, way: "sparse" });
  const one = found(runs, { destinations, audiences, perRequest: 1, way: "full" });
  const full = found(runs, { destinations, audiences, perRequest, way: "full" });
  const batches = batchesOf(client);
  const entries = keys.map((key): [Priced, number] => {
    const { what } = PRICES[key];
    const { perBatch } = parts(one, sparse, what);
    const perEvent = Math.max(
      0,
      ((full.quantities[what] ?? 0) - perBatch * (full.quantities["batches"] ?? 0)) / (full.quantities["events"] ?? 1),
    );
    return [key, perEvent * events + perBatch * batches];
  });
  const counted = Object.fromEntries(entries) as Quantities;
  return {
    ...counted,
    requests: counted.requests + events * ASSUMED.scriptsPerEvent,
    rowsRead: counted.rowsRead + ASSUMED.questions * ASSUMED.rowsPerEvent * events,
    database: 0,
    bucket: 0,
  };
}

export interface Month {
  month: number;
  databaseGb: number;
  archiveGb: number;
  /** Dollars: nothing included; and above what the plan includes, with the plan itself. */
  listPrice: number;
  bill: number;
}

/** Twelve months of the same traffic; what is stored grows, and what the database can't keep moves to the bucket. */
export function yearOf(runs: CountedRuns, client: Client): Month[] {
  const running = runningOf(runs, client);
  const each = client.events * bytesPerEvent(runs);
  const room = ASSUMED.databaseBytes * ASSUMED.fullAt;
  return Array.from({ length: 12 }, (_, index) => {
    const total = each * (index + 1);
    const database = Math.min(room, total);
    const archive = total - database;
    const movedBytes = archive - Math.max(0, each * index - room);
    const moved = movedBytes / bytesPerEvent(runs);
    const quantities: Quantities = {
      ...running,
      rowsWritten: running.rowsWritten + moved * ASSUMED.rowsPerMoved,
      bucketWrites: moved > 0 ? ASSUMED.bucketWritesPerDay * ASSUMED.days : 0,
      bucketReads: moved > 0 ? ASSUMED.bucketReadsPerDay * ASSUMED.days : 0,
      database: database / 1e9,
      bucket: archive / 1e9,
    };
    const bill = billOf(quantities);
    return {
      month: index + 1,
      databaseGb: quantities.database,
      archiveGb: quantities.bucket,
      listPrice: bill.listPrice,
      bill: bill.aboveIncluded + PLAN_DOLLARS,
    };
  });
}

export const dollarsOfYear = (months: readonly Month[]): number => months.reduce((sum, { bill }) => sum + bill, 0);
