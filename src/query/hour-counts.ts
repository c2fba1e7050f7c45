import { HOUR_MS } from "#core/question/time.ts";
import type { Reading } from "#query/reading.ts";

/** Events by hour and name, from the rollup: what reports count, so without bots. */
export interface HourCounts {
  /** Events of these names from one ms to another, both of which lie at the edge of an hour. */
  sum(nameIds: readonly number[], from: number, to: number): number;
}

/** Reads the rollup of whole UTC hours: one row an hour, whatever happened in it. */
export async function readHours(db: D1Database, from: number, to: number, reading: Reading): Promise<HourCounts> {
  const first = Math.floor(from / HOUR_MS);
  const last = Math.floor(to / HOUR_MS);
  const { results, meta } = await db
    .prepare("SELECT hour, counts, bots FROM hours WHERE hour BETWEEN ?1 AND ?2 ORDER BY hour")
    .bind(first, last)
    .all<{ hour: number; counts: string; bots: string }>();
  reading.rowsRead += meta.rows_read;
  // Running sums by name, so that any window is a difference: a chart asks for the same hours once a series.
  const running = new Map<number, Float64Array>();
  for (const { hour, counts, bots } of results) {
    const left = JSON.parse(bots) as Record<string, number>;
    for (const [id, n] of Object.entries(JSON.parse(counts) as Record<string, number>)) {
      const sums = running.get(Number(id)) ?? new Float64Array(last - first + 2);
      running.set(Number(id), sums);
      sums[hour - first + 1] = n - (left[id] ?? 0);
    }
  }
  for (const sums of running.values()) {
    for (let at = 1; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0);
  }
  return {
    sum(nameIds, start, end) {
      const a = Math.floor(start / HOUR_MS) - first;
      const b = Math.floor(end / HOUR_MS) - first + 1;
      let total = 0;
      for (const id of nameIds) {
        const sums = running.get(id);
        if (sums) total += (sums[b] ?? 0) - (sums[a] ?? 0);
      }
      return total;
    },
  };
}
