import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import type { Finding } from "#core/finding.ts";
import { DEFAULT_LIMITS } from "#core/report/operation-limits.ts";
import { countOf } from "#operations/bill.ts";
import { countedSince } from "#operations/counted.ts";
import { findingsOf, queueAgeMs } from "#operations/findings.ts";
import { monthBill } from "#operations/month-bill.ts";
import { PRICES_AS_OF } from "#operations/prices.ts";
import type { Reading } from "#operations/reading.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** What the status screen shows: one word, what to look at, and the numbers behind it. */
export function statusOf(reading: Reading) {
  const { now, counted, queue, deadLetters, database, bucketBytes, connections, audiencesBehind, sources } = reading;
  const findings: Finding[] = findingsOf(reading, DEFAULT_LIMITS);
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const day = countedSince(counted, hour - DAY_MS + HOUR_MS);
  const thisHour = countedSince(counted, hour);
  const hours = Array.from({ length: 24 }, (_, index) => {
    const at = hour - (23 - index) * HOUR_MS;
    return { hour: iso(at), events: countOf(countedSince(counted, at, at + HOUR_MS), "events.") };
  });
  const bill = monthBill(reading);
  return {
    at: iso(now),
    word: findings.length === 0 ? ("well" as const) : ("look" as const),
    findings,
    ingest: {
      lastDay: countOf(day, "events."),
      thisHour: countOf(thisHour, "events."),
      requests: (day["requests.tracking"] ?? 0) + (day["requests.other"] ?? 0),
      duplicates: day["duplicates"] ?? 0,
      hours,
      sources: sources.map(({ id, name, enabled }) => ({ id, name, enabled, lastDay: day[`events.${id}`] ?? 0 })),
      lastStoredAt: counted.lastBatch === null ? null : iso(counted.lastBatch.at),
    },
    queue: { ageMs: queueAgeMs(reading), messages: queue?.messages ?? null },
    deadLetters,
    refused: Object.entries(day)
      .filter(([name]) => name.startsWith("refused.") && name !== "refused.duplicate")
      .map(([name, events]) => ({ reason: name.slice("refused.".length), events })),
    database: { ...database, bucketBytes, warnAt: 0.7, hurryAt: 0.9 },
    connections: connections.map(({ failingSince, ...one }) => ({
      ...one,
      failingSince: failingSince === null ? null : iso(failingSince),
    })),
    audiences: { behind: audiencesBehind },
    cost: {
      pricesAsOf: PRICES_AS_OF,
      soFar: bill.soFar,
      projected: bill.projected,
      days: bill.days.map(({ day: at, listPrice }) => ({ day: iso(at).slice(0, 10), listPrice })),
    },
  };
}

export type Status = ReturnType<typeof statusOf>;
