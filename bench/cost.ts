import * as z from "zod";
import type { Operations } from "./operations.ts";

/**
 * List prices in dollars (November 2026), nothing included in the plan: Workers 0.30 per million requests and 0.02 per
 * million ms of CPU; Queues 0.40 per million operations; D1 1.00 per million rows written, 0.001 per million read; Durable
 * Objects 0.15 per million requests. https://developers.cloudflare.com/workers/platform/pricing/
 */
const PRICE = { request: 0.3, cpuMs: 0.02, queueOperation: 0.4, rowWritten: 1, rowRead: 0.001, objectCall: 0.15 };

/** A queue bills writing, reading and deleting each 64 KB of a message. */
const OPERATIONS_PER_CHUNK = 3;

/** What `bench -- store` found, at 100 events a consumer batch. */
export const StoreCost = z.object({
  rowsWrittenPerEvent: z.number(),
  rowsReadPerEvent: z.number(),
  cpuMicrosecondsPerEvent: z.number(),
});
export type StoreCost = z.infer<typeof StoreCost>;

export interface Cost {
  requests: number;
  queue: number;
  rows: number;
  objects: number;
  cpu: number;
  total: number;
}

/** Dollars per million events (so prices per million need no conversion). NaN rows where the store was not measured. */
export function costPerMillion(
  operations: Operations,
  edgeCpuMicrosecondsPerRequest: number,
  store: StoreCost | null,
): Cost {
  const events = operations.requests * operations.eventsPerRequest;
  const requests = PRICE.request / operations.eventsPerRequest;
  const queue = (operations.queueChunks * OPERATIONS_PER_CHUNK * PRICE.queueOperation) / events;
  const objects = (operations.durableObjectCalls * PRICE.objectCall) / events;
  const rows =
    store === null ? Number.NaN : store.rowsWrittenPerEvent * PRICE.rowWritten + store.rowsReadPerEvent * PRICE.rowRead;
  const cpuMs =
    (edgeCpuMicrosecondsPerRequest / operations.eventsPerRequest + (store?.cpuMicrosecondsPerEvent ?? 0)) / 1000;
  const cpu = cpuMs * PRICE.cpuMs;
  return { requests, queue, rows, objects, cpu, total: requests + queue + objects + rows + cpu };
}
