import { describe, expect, it } from "vitest";
import { Disconnected, RateLimited, Rejected, Unavailable } from "#destinations/contract.ts";
import { halving, oneByOne } from "#destinations/split.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const outcomesOf = (all: Awaited<ReturnType<typeof halving>>) => all.map((error) => error?.outcome ?? "taken");

describe("halving", () => {
  it.each([
    [1, [0]],
    [2, [1]],
    [7, [0, 6]],
    [100, [0, 41, 99]],
  ])("finds the bad ones of %i and sends every other once", async (count, bad) => {
    const taken: number[] = [];
    const all = await halving(numbers(count), async (part) => {
      if (part.some((item) => bad.includes(item))) throw new Rejected("no");
      taken.push(...part);
    });
    expect(outcomesOf(all)).toEqual(numbers(count).map((item) => (bad.includes(item) ? "rejected" : "taken")));
    expect(taken).toEqual(numbers(count).filter((item) => !bad.includes(item)));
  });

  it.each([new Unavailable("later"), new RateLimited("slow", 5), new Disconnected("who?")])(
    "sends no more after %s, and knows what was taken before",
    async (error) => {
      let requests = 0;
      const all = await halving(numbers(4), async (part) => {
        requests += 1;
        if (part.length === 4) throw new Rejected("no");
        if (part[0] !== 0) throw error;
      });
      expect(all).toEqual([null, null, error, error]);
      expect(requests).toBe(3);
    },
  );

  it("sends no second half after a first that failed for another reason", async () => {
    const error = new Unavailable("later");
    const sent: number[] = [];
    const all = await halving(numbers(4), async (part) => {
      sent.push(part.length);
      throw part.length === 4 ? new Rejected("no") : error;
    });
    expect(all).toEqual([error, error, error, error]);
    expect(sent).toEqual([4, 2]);
  });

  it("gives up after 40 requests, and leaves the rest for the next delivery", async () => {
    let requests = 0;
    const all = await halving(numbers(500), async () => {
      requests += 1;
      throw new Rejected("no");
    });
    expect(requests).toBe(40);
    expect(all).toHaveLength(500);
    expect(new Set(outcomesOf(all))).toEqual(new Set(["rejected", "rate_limited"]));
  });

  it("takes anything else thrown for Unavailable, and nothing for nothing", async () => {
    const all = await halving([1], () => Promise.reject(new TypeError("oops")));
    expect(all).toMatchObject([{ outcome: "unavailable", message: "TypeError: oops" }]);
    expect(await halving([], () => Promise.reject(new TypeError("oops")))).toEqual([]);
  });
});

describe("one by one", () => {
  it("goes on after a rejected one, and stops at anything else", async () => {
    const tried: number[] = [];
    const later = new Unavailable("later");
    const all = await oneByOne(numbers(5), async (item) => {
      tried.push(item);
      if (item === 1) throw new Rejected("no");
      if (item === 3) throw later;
    });
    expect(outcomesOf(all)).toEqual(["taken", "rejected", "taken", "unavailable", "unavailable"]);
    expect(tried).toEqual([0, 1, 2, 3]);
  });
});
