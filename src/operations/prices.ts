/**
 * Cloudflare's list prices (Workers Paid), in dollars, as they stood on the date below. Included amounts are an account's,
 * not a deployment's: several clients in one account share them.
 */
export const PRICES_AS_OF = "2026-11-21";
/** What an account pays a month before anything is counted. */
export const PLAN_DOLLARS = 5;

export interface Price {
  what: string;
  /** What one of it is. */
  unit: string;
  /** Dollars for `per` of them. */
  dollars: number;
  per: number;
  /** A month. */
  included: number;
  source: string;
}

const MILLION = 1_000_000;
const workers = "https://developers.cloudflare.com/workers/platform/pricing/";
const d1 = "https://developers.cloudflare.com/d1/platform/pricing/";
const queues = "https://developers.cloudflare.com/queues/platform/pricing/";
const objects = "https://developers.cloudflare.com/durable-objects/platform/pricing/";
const r2 = "https://developers.cloudflare.com/r2/pricing/";

const price = (what: string, unit: string, dollars: number, per: number, included: number, source: string): Price => ({
  what,
  unit,
  dollars,
  per,
  included,
  source,
});

export const PRICES = {
  requests: price("Worker requests", "request", 0.3, MILLION, 10 * MILLION, workers),
  cpu: price("Worker processor time", "ms", 0.02, MILLION, 30 * MILLION, workers),
  queue: price("Queue operations", "operation", 0.4, MILLION, MILLION, queues),
  rowsWritten: price("D1 rows written", "row", 1, MILLION, 50 * MILLION, d1),
  rowsRead: price("D1 rows read", "row", 0.001, MILLION, 25_000 * MILLION, d1),
  database: price("D1 storage", "GB-month", 0.75, 1, 5, d1),
  objectCalls: price("Durable Object calls", "call", 0.15, MILLION, MILLION, objects),
  objectTime: price("Durable Object duration", "GB-s", 12.5, MILLION, 400_000, objects),
  objectRows: price("Durable Object rows written", "row", 1, MILLION, 50 * MILLION, objects),
  bucketWrites: price("R2 writes (class A)", "operation", 4.5, MILLION, MILLION, r2),
  bucketReads: price("R2 reads (class B)", "operation", 0.36, MILLION, 10 * MILLION, r2),
  bucket: price("R2 storage", "GB-month", 0.015, 1, 10, r2),
  mails: price("Mails by Cloudflare", "mail", 0.35, 1_000, 3_000, "https://developers.cloudflare.com/email-service/"),
  logs: price("Log lines", "line", 0.6, MILLION, 20 * MILLION, workers),
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;
