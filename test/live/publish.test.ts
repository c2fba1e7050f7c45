import { expect, test, vi } from "vitest";
import { publish } from "#live/publish.ts";
import { numbered } from "./events.ts";

/** A namespace whose feed answers, or fails, as told: one answer a call. */
function namespace(answers: (number | object)[]) {
  const calls: unknown[][] = [];
  const stubs: object[] = [];
  const get = () => {
    const stub = {
      publish: async (...given: unknown[]) => {
        calls.push(given);
        const answer = answers.shift() ?? 1;
        if (typeof answer === "object") throw Object.assign(new Error("object"), answer);
        return { watchers: answer };
      },
    };
    stubs.push(stub);
    return stub;
  };
  return { calls, stubs, binding: { getByName: get } as unknown as DurableObjectNamespace };
}

test.each<[string, (number | object)[], number | null, number]>([
  ["says how many watch", [3], 3, 1],
  ["tries once more, with a new stub, when the object may be called again", [{ retryable: true }, 2], 2, 2],
  ["gives up after that", [{ retryable: true }, { retryable: true }, 2], null, 2],
  ["leaves an overloaded object alone", [{ retryable: true, overloaded: true }], null, 1],
  ["doesn't repeat what the object itself threw", [{ remote: true }], null, 1],
])("%s", async (_, answers, expected, stubs) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const fake = namespace(answers);
  expect(await publish(fake.binding, numbered(1))).toBe(expected);
  expect(fake.stubs).toHaveLength(stubs);
  expect(warn).toHaveBeenCalledTimes(expected === null ? 1 : 0);
  warn.mockRestore();
});

test("many events go in several calls, and only the last one claims the range", async () => {
  const fake = namespace([]);
  await publish(fake.binding, numbered(1_200), { after: 10, through: 1_210 });
  expect(fake.calls.map(([events, stored]) => [Array.isArray(events) && events.length, stored])).toEqual([
    [500, undefined],
    [500, undefined],
    [200, { after: 10, through: 1_210 }],
  ]);
});

test("no events, no call", async () => {
  const fake = namespace([]);
  expect(await publish(fake.binding, [])).toBe(0);
  expect(fake.calls).toEqual([]);
});
