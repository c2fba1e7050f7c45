/** What a call said: the same of all, or something of each; null where it was taken. */
export type Said<Failure> = { whole: Failure | null } | { each: readonly (Failure | null)[] };

/** The calls that a delivery may still make, and why it makes no more. */
export interface Calls<Failure> {
  left: number;
  stopped: Failure | null;
  /** What is said of items that the calls don't suffice for. */
  notReached: Failure;
}

/**
 * One call for all. Where the whole is rejected and nobody says because of which item, halves are called with until the bad
 * ones are alone. What can't be sent for another reason keeps what comes after it, also in the next use of `calls`; so does
 * having no calls left. Gives of each item in turn what became of it. Throws what `call` throws.
 */
export async function halving<Item, Failure extends { outcome: string }>(
  items: readonly Item[],
  call: (items: readonly Item[]) => Promise<Said<Failure>>,
  calls: Calls<Failure>,
): Promise<(Failure | null)[]> {
  if (items.length === 0) return [];
  if (calls.left <= 0) calls.stopped ??= calls.notReached;
  if (calls.stopped !== null) return items.map(() => calls.stopped);
  calls.left -= 1;
  const said = await call(items);
  if ("each" in said) return items.map((_, index) => said.each[index] ?? null);
  if (said.whole?.outcome === "rejected" && items.length > 1) {
    const middle = Math.ceil(items.length / 2);
    const first = await halving(items.slice(0, middle), call, calls);
    return [...first, ...(await halving(items.slice(middle), call, calls))];
  }
  if (said.whole !== null && said.whole.outcome !== "rejected") calls.stopped = said.whole;
  return items.map(() => said.whole);
}
