import type { OperationCounts } from "#core/operation-counts.ts";

/** Seconds a message waited between its arrival and its being stored: upper bounds of the buckets. What is above all is `more`. */
export const WAITED_SECONDS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400] as const;

/** Waits (ms) as counts: `waited.<bound>` each in the one bucket it belongs to, and their sum in seconds. */
export function waitedCounts(waits: readonly number[]): OperationCounts {
  const counts: Record<string, number> = { "waited.seconds": 0 };
  for (const ms of waits) {
    const bound = WAITED_SECONDS.find((seconds) => ms <= seconds * 1_000) ?? "more";
    counts[`waited.${bound}`] = (counts[`waited.${bound}`] ?? 0) + 1;
    counts["waited.seconds"] = (counts["waited.seconds"] ?? 0) + ms / 1_000;
  }
  return counts;
}
