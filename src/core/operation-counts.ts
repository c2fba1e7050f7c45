/**
 * What was done, by name. Names are words with dots; what stands behind the last dot of `events.` is a source, of `refused.`
 * a reason, of `waited.` a bucket. docs/operations.md lists them all.
 */
export type OperationCounts = Readonly<Record<string, number>>;

/** When a batch of the queue was stored (ms), and how long the oldest message in it had waited. */
export interface BatchMoment {
  at: number;
  oldestMs: number;
}

/** Adds up counts, name by name. */
export function sumCounts(all: Iterable<OperationCounts>): OperationCounts {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}

/** Counts without zeros, which say nothing and take room in every row. */
export const withoutZeros = (counts: OperationCounts): OperationCounts =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
