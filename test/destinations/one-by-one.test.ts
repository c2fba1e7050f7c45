import { expect, it } from "vitest";
import { Rejected, Unavailable } from "#destinations/contract.ts";
import { oneByOne } from "#destinations/one-by-one.ts";

it("goes on after a rejected one, and stops at anything else", async () => {
  const tried: number[] = [];
  const later = new Unavailable("later");
  const all = await oneByOne([0, 1, 2, 3, 4], async (item) => {
    tried.push(item);
    if (item === 1) throw new Rejected("no");
    if (item === 3) throw later;
  });
  expect(all.map((error) => error?.outcome ?? "taken")).toEqual([
    "taken",
    "rejected",
    "taken",
    "unavailable",
    "unavailable",
  ]);
  expect(tried).toEqual([0, 1, 2, 3]);
});

it("takes anything else thrown for Unavailable", async () => {
  const all = await oneByOne([1], () => Promise.reject(new TypeError("oops")));
  expect(all).toMatchObject([{ outcome: "unavailable", message: "TypeError: oops" }]);
});
