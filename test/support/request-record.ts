import { NOWHERE } from "#core/blank-stamp.ts";
import type { RequestRecord } from "#core/message.ts";

/** When the requests of pure tests arrive: Saturday, 21 November 2026, noon UTC. */
export const ARRIVED = Date.parse("2026-11-21T12:00:00.000Z");

/** A batch from nobody in particular; `over` says what the case is about. */
export const requestRecord = (over: Partial<RequestRecord> = {}): RequestRecord => ({
  id: "req-1",
  receivedAt: ARRIVED,
  sourceId: 7,
  sourceKind: "public",
  type: null,
  ip: null,
  ipPrivacy: "full",
  place: NOWHERE,
  userAgent: null,
  hints: null,
  origin: null,
  gpc: false,
  retries: 0,
  sentAt: null,
  ...over,
});
