/** Adds to one place of a list that grows as needed. */
export function addTo(counts: number[], index: number, by: number): void {
  while (counts.length <= index) counts.push(0);
  counts[index] = (counts[index] ?? 0) + by;
}

/** Added up place by place. */
export function addUp(lists: readonly (readonly number[])[]): number[] {
  const sums: number[] = [];
  for (const list of lists) list.forEach((number, index) => addTo(sums, index, number));
  return sums;
}

/** How many reached at least so many steps, given how many reached exactly so many. */
export const atLeast = (exactly: readonly number[], steps: number): number =>
  exactly.slice(steps).reduce((sum, count) => sum + count, 0);
