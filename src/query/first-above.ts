/** Where in the ascending list, from `low` on, the first number above `bound` stands; the list's length if there is none. */
export function firstAbove(list: readonly number[], bound: number, low = 0): number {
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
