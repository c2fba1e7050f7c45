import type { Bill, BillLine } from "#core/bill.ts";
import { type OperationCounts, sumCounts } from "#core/operation-counts.ts";
import { type Priced, PRICES } from "#operations/prices.ts";

/** How much there is of each thing that has a price. */
export type Quantities = Readonly<Record<Priced, number>>;

/** What can't be counted and is reckoned from what can; measured by `npm run bench -- ingest` and `store`, or said by docs. */
export const ESTIMATED = {
  /** ms of processor time of a request, and of an event in the consumer. */
  cpuMsPerRequest: 0.23,
  cpuMsPerEvent: 0.16,
  /** GB-s of a call of an object: 128 MB for a tenth of a second, after which it may sleep. */
  gbSecondsPerCall: 0.0128,
} as const;

const ESTIMATES: ReadonlySet<Priced> = new Set(["cpu", "objectTime", "logs"]);

/** A queue bills writing, reading and deleting each 64 KB of a message. */
const OPERATIONS_PER_CHUNK = 3;

const GB = 1_000_000_000;

/** All counts whose name begins like this, added up. */
export const countOf = (counts: OperationCounts, prefix: string): number =>
  Object.entries(counts).reduce((sum, [name, n]) => (name.startsWith(prefix) ? sum + n : sum), 0);

/** Bytes of what is kept, for a month. */
export interface Kept {
  database: number;
  bucket: number;
}

/** What was done, as what is billed. An alarm that is set rings once at most, so their number is never too small. */
export function quantitiesOf(counts: OperationCounts, kept: Kept): Quantities {
  const at = (name: string): number => counts[name] ?? 0;
  const requests = at("requests.tracking") + at("requests.other");
  const events = countOf(counts, "events.");
  const objectCalls = countOf(counts, "calls.") + at("alarms");
  return {
    requests,
    cpu: requests * ESTIMATED.cpuMsPerRequest + events * ESTIMATED.cpuMsPerEvent,
    queue: OPERATIONS_PER_CHUNK * (at("chunks") + at("messages.deliveries")),
    rowsWritten: at("rows.written"),
    rowsRead: at("rows.read"),
    database: kept.database / GB,
    objectCalls,
    objectTime: objectCalls * ESTIMATED.gbSecondsPerCall,
    objectRows: at("rows.objects"),
    bucketWrites: at("bucket.writes"),
    bucketReads: at("bucket.reads"),
    bucket: kept.bucket / GB,
    mails: at("mails.cloudflare"),
    logs: requests + at("batches") + at("deliveries"),
  };
}

/** A month's quantities at list price. */
export function billOf(quantities: Quantities): Bill {
  const lines = (Object.keys(PRICES) as Priced[]).map((key): BillLine => {
    const { what, unit, dollars, per, included } = PRICES[key];
    const quantity = quantities[key];
    return {
      what,
      unit,
      quantity,
      counted: !ESTIMATES.has(key),
      listPrice: (quantity * dollars) / per,
      aboveIncluded: (Math.max(0, quantity - included) * dollars) / per,
    };
  });
  const sum = (of: (line: BillLine) => number): number => lines.reduce((total, line) => total + of(line), 0);
  return { lines, listPrice: sum((line) => line.listPrice), aboveIncluded: sum((line) => line.aboveIncluded) };
}

/** Quantities as they will be when the month is over, should it go on as it went; what is kept doesn't multiply. */
export const projected = (quantities: Quantities, share: number): Quantities => ({
  ...(Object.fromEntries(Object.entries(quantities).map(([key, n]) => [key, share > 0 ? n / share : n])) as Quantities),
  database: quantities.database,
  bucket: quantities.bucket,
});

/** Days' counts as one. */
export const monthOf = (days: readonly { counts: OperationCounts }[]): OperationCounts =>
  sumCounts(days.map(({ counts }) => counts));
