import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createGroupCommit } from "#live/group-commit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("after quiet at once, then together", async () => {
  const committed: number[][] = [];
  let delay = 0;
  const commit = createGroupCommit<number>(
    () => delay,
    (items) => committed.push(items),
  );
  await commit.add([1]);
  expect(committed).toEqual([[1]]);
  delay = 25;
  const both = Promise.all([commit.add([2]), commit.add([3, 4])]);
  expect(committed).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(25);
  await both;
  expect(committed).toEqual([[1], [2, 3, 4]]);
});

test("whoever added to a commit that failed is told, and the next one starts clean", async () => {
  let full = true;
  const committed: number[] = [];
  const commit = createGroupCommit<number>(
    () => 25,
    (items) => {
      if (full) throw new Error("full");
      committed.push(...items);
    },
  );
  const failed = Promise.allSettled([commit.add([1]), commit.add([2])]);
  await vi.advanceTimersByTimeAsync(25);
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  full = false;
  const again = commit.add([1]);
  commit.commitNow();
  await again;
  expect(committed).toEqual([1]);
});
