import { describe, expect, test } from "vitest";
import { beginSampling, report, sample } from "#live/sampling.ts";

/** Plays [ms, count] pairs and says how many of each were shown. */
function play(maxPerSecond: number, arrivals: [number, number][]): number[] {
  let state = beginSampling(maxPerSecond, 0);
  return arrivals.map(([now, count]) => {
    const step = sample(state, count, maxPerSecond, now);
    state = step.state;
    return step.show;
  });
}

describe("how many are shown", () => {
  test.each<[string, number, [number, number][], number[]]>([
    [
      "all below the rate",
      10,
      [
        [0, 5],
        [1_000, 10],
        [2_000, 10],
      ],
      [5, 10, 10],
    ],
    [
      "a burst of a second's worth",
      10,
      [
        [0, 10],
        [100, 1],
      ],
      [10, 1],
    ],
    [
      "a burst above it is cut",
      10,
      [
        [0, 25],
        [1_000, 25],
      ],
      [10, 10],
    ],
    [
      "the newest always",
      10,
      [
        [0, 10],
        [1, 3],
        [2, 3],
      ],
      [10, 1, 1],
    ],
    ["nothing of nothing", 10, [[0, 0]], [0]],
    [
      "0 is no limit",
      0,
      [
        [0, 100_000],
        [1, 100_000],
      ],
      [100_000, 100_000],
    ],
    [
      "quiet saves up one second, not more",
      10,
      [
        [0, 10],
        [60_000, 30],
      ],
      [10, 10],
    ],
  ])("%s", (_, maxPerSecond, arrivals, expected) => {
    expect(play(maxPerSecond, arrivals)).toEqual(expected);
  });
});

describe("what is said about it", () => {
  test("nothing while nothing is left out", () => {
    const { state } = sample(beginSampling(10, 0), 5, 10, 0);
    expect(report(state, 0).rate).toBeNull();
    expect(report(state, 1_000).rate).toBeNull();
  });

  test("at once when it begins, every second while it lasts, and when it ends", () => {
    let state = beginSampling(10, 0);
    const at = (now: number, count: number) => {
      const said = report(sample(state, count, 10, now).state, now);
      state = said.state;
      return said.rate;
    };
    expect(at(0, 100)).toEqual({ perSecond: 100, shownPerSecond: 10, sampled: true });
    expect(at(500, 50)).toBeNull();
    expect(at(1_000, 50)).toEqual({ perSecond: 100, shownPerSecond: 10, sampled: true });
    expect(at(1_500, 1)).toBeNull();
    expect(at(2_000, 1)).toEqual({ perSecond: 2, shownPerSecond: 2, sampled: false });
    expect(at(3_000, 1)).toBeNull();
  });
});
