import { array, asyncProperty, boolean, assert, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { halving, type Said } from "#destinations/halving.ts";

interface Failure {
  outcome: string;
}
const failing = (outcome: string): Said<Failure> => ({ whole: { outcome } });
const TAKEN: Said<Failure> = { whole: null };
const calls = (left = 1_000) => ({ left, stopped: null, notReached: { outcome: "not_reached" } });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const outcomesOf = (all: readonly (Failure | null)[]) => all.map((failure) => failure?.outcome ?? "taken");

describe("a batch that is refused as a whole", () => {
  it.each([
    [1, [0]],
    [2, [1]],
    [7, [0, 6]],
    [100, [0, 41, 99]],
  ])("of %i finds the bad ones and sends every other once", async (count, bad) => {
    const taken: number[] = [];
    const send = async (part: readonly number[]) => {
      if (part.some((item) => bad.includes(item))) return failing("rejected");
      taken.push(...part);
      return TAKEN;
    };
    const all = await halving(numbers(count), send, calls());
    expect(outcomesOf(all)).toEqual(numbers(count).map((item) => (bad.includes(item) ? "rejected" : "taken")));
    expect(taken).toEqual(numbers(count).filter((item) => !bad.includes(item)));
  });

  it.each(["unavailable", "rate_limited", "disconnected"])(
    "sends no more after %s, and knows what was taken before",
    async (outcome) => {
      const sent: number[] = [];
      const send = async (part: readonly number[]) => {
        sent.push(part.length);
        if (part.length === 4) return failing("rejected");
        return part[0] === 0 ? TAKEN : failing(outcome);
      };
      const counted = calls();
      expect(outcomesOf(await halving(numbers(4), send, counted))).toEqual(["taken", "taken", outcome, outcome]);
      expect(sent).toEqual([4, 2, 2]);
      expect(outcomesOf(await halving(numbers(2), send, counted))).toEqual([outcome, outcome]);
      expect(sent).toHaveLength(3);
    },
  );

  it("takes the destination's word where it says something of each", async () => {
    const send = async () => ({ each: [null, { outcome: "rejected" }, { outcome: "unavailable" }] });
    expect(outcomesOf(await halving(numbers(4), send, calls()))).toEqual(["taken", "rejected", "unavailable", "taken"]);
  });
});

describe("when the calls don't suffice", () => {
  it("what was not reached waits, and only what stood alone is rejected", async () => {
    const sent: number[][] = [];
    const send = async (part: readonly number[]) => {
      sent.push([...part]);
      return failing("rejected");
    };
    const all = outcomesOf(await halving(numbers(500), send, calls(40)));
    expect(sent).toHaveLength(40);
    const alone = sent.filter((part) => part.length === 1).flat();
    expect(all).toEqual(numbers(500).map((item) => (alone.includes(item) ? "rejected" : "not_reached")));
  });

  it("everything is decided by trying the rest again, whatever is bad and however few the calls", async () => {
    await assert(
      asyncProperty(array(boolean(), { maxLength: 60 }), integer({ min: 7, max: 50 }), async (good, left) => {
        const taken: number[] = [];
        const found: string[] = [];
        const send = async (part: readonly number[]) => {
          if (part.some((item) => good[item] !== true)) return failing("rejected");
          taken.push(...part);
          return TAKEN;
        };
        while (found.length < good.length) {
          const rest = numbers(good.length).slice(found.length);
          const decided = outcomesOf(await halving(rest, send, calls(left)));
          const reached = decided.filter((outcome) => outcome !== "not_reached");
          expect(decided.slice(0, reached.length)).toEqual(reached);
          expect(reached).not.toHaveLength(0);
          found.push(...reached);
        }
        expect(found).toEqual(good.map((isGood) => (isGood ? "taken" : "rejected")));
        expect(taken).toEqual(numbers(good.length).filter((item) => good[item]));
      }),
    );
  });
});

it("nothing is sent for nothing", async () => {
  expect(await halving([], () => Promise.reject(new Error("called")), calls())).toEqual([]);
});
