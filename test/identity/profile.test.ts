import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "#core/json.ts";
import { type History, joinedHistory, MAX_RUNS, stated } from "#identity/history.ts";
import {
  applied,
  EMPTY_PROFILE,
  foldProfiles,
  MAX_KEYS_OF_PROFILE,
  type Profile,
  traitsOf,
} from "#identity/profile.ts";
import { fitted, MAX_BYTES_WITH_HISTORY, MAX_PROFILE_BYTES } from "#identity/profile-size.ts";
import { groupStatementOf, type Statement, statementOf } from "#identity/statement.ts";
import { trackedEvent } from "../live/events.ts";

const at = (ts: number, messageId = "m") => ({ ts, messageId });
const said = (ts: number, given: Partial<Statement>): Statement => ({
  uid: "u:u1",
  at: at(ts),
  traits: [],
  once: [],
  groupId: null,
  ...given,
});
const profileOf = (statements: readonly Statement[]): Profile =>
  statements.reduce((profile, statement) => throughJson(applied(profile, statement)), EMPTY_PROFILE);
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("statementOf", () => {
  const of = (raw: Parameters<typeof trackedEvent>[0]) =>
    statementOf(trackedEvent({ messageId: "m1", userId: "u1", ...raw }));

  it.each([
    ["nothing said", { type: "track" }],
    ["an identify without traits", { type: "identify", traits: {} }],
    ["an alias", { type: "alias", previousId: "u0", setOnce: { a: 1 } }],
    ["nobody", { type: "identify", userId: "null", anonymousId: "guest", traits: { a: 1 } }],
    ["a group of nobody's name", { type: "group", groupId: "undefined" }],
    ["traits that are no identify's", { type: "track", traits: { a: 1 }, context: { traits: { a: 1 } } }],
    ["setOnce that is no object", { type: "track", setOnce: "a", properties: { $set_once: ["a"] } }],
  ])("%s: null", (_, raw) => expect(of(raw)).toBeNull());

  it.each([
    ["traits", { type: "identify", traits: { a: 1, b: null } }, { traits: { a: 1, b: null } }],
    ["traits in the context", { type: "identify", context: { traits: { a: 1 } } }, { traits: { a: 1 } }],
    ["setOnce of any call", { type: "page", setOnce: { a: 1 } }, { once: { a: 1 } }],
    ["the same as others call it", { type: "track", $set_once: { a: 1 } }, { once: { a: 1 } }],
    ["within properties", { type: "track", properties: { $setOnce: { a: 1 }, b: 2 } }, { once: { a: 1 } }],
    [
      "within traits",
      { type: "identify", traits: { $set_once: { a: 1 }, b: 2 } },
      { traits: { b: 2 }, once: { a: 1 } },
    ],
    [
      "in two places",
      { type: "track", setOnce: { a: 1 }, properties: { $set_once: { a: 2, b: 3 } } },
      { once: { a: 1, b: 3 } },
    ],
    ["a group, not its traits", { type: "group", groupId: 7, traits: { a: 1 } }, { groupId: "7" }],
  ])("%s", (_, raw, expected: { traits?: object; once?: object; groupId?: string }) => {
    const found = of(raw);
    expect(Object.fromEntries(found?.traits ?? [])).toEqual(expected.traits ?? {});
    expect(Object.fromEntries(found?.once ?? [])).toEqual(expected.once ?? {});
    expect(found?.groupId).toBe(expected.groupId ?? null);
  });

  it("names the actor as it is stored, and no later than it arrived", () => {
    const receivedAt = Date.parse("2026-11-01T00:00:00Z");
    const raw = {
      type: "identify",
      messageId: "m\0",
      userId: "a\0\ud800",
      traits: { a: 1 },
      timestamp: "2026-11-02T00:00:00Z",
    };
    expect(statementOf(trackedEvent(raw, { receivedAt }))).toMatchObject({
      uid: "u:a\u{fffd}\u{fffd}",
      at: { ts: receivedAt, messageId: "m\u{fffd}" },
    });
  });

  it("of a group: its traits, also where nobody is named", () => {
    const raw = { type: "group", anonymousId: "guest", groupId: "g1", traits: { a: 1, $set_once: { b: 1 } } };
    expect(groupStatementOf(trackedEvent(raw))).toMatchObject({ groupId: "g1", traits: [["a", 1]] });
  });
});

describe("current values", () => {
  it.each<[string, Statement[], Record<string, Json>]>([
    ["the newest wins", [said(2, { traits: [["a", "new"]] }), said(1, { traits: [["a", "old"]] })], { a: "new" }],
    ["null removes", [said(1, { traits: [["a", 1]] }), said(2, { traits: [["a", null]] })], {}],
    ["the empty text is a value", [said(1, { traits: [["a", 1]] }), said(2, { traits: [["a", ""]] })], { a: "" }],
    [
      "objects are replaced whole",
      [said(1, { traits: [["a", { b: 1 }]] }), said(2, { traits: [["a", { c: 1 }]] })],
      { a: { c: 1 } },
    ],
    ["the earliest setOnce wins", [said(2, { once: [["a", 2]] }), said(1, { once: [["a", 1]] })], { a: 1 }],
    ["traits beat setOnce", [said(1, { traits: [["a", 1]] }), said(2, { once: [["a", 2]] })], { a: 1 }],
    ["a removed one, too", [said(1, { traits: [["a", null]] }), said(2, { once: [["a", 2]] })], {}],
    [
      "of the same time the message id by its bytes decides",
      [said(1, { at: at(1, "\u{10000}"), traits: [["a", 2]] }), said(1, { at: at(1, "\u{ffff}"), traits: [["a", 1]] })],
      { a: 2 },
    ],
  ])("%s", (_, statements, expected) => {
    expect(traitsOf(profileOf(statements))).toEqual(expected);
    expect(traitsOf(profileOf(statements.toReversed()))).toEqual(expected);
    expect(traitsOf(foldProfiles(statements.map((statement) => profileOf([statement]))))).toEqual(expected);
  });

  it("takes a limited number of keys, and goes on with those it has", () => {
    const keys = Array.from({ length: MAX_KEYS_OF_PROFILE + 50 }, (_, index): [string, Json] => [`k${index}`, 1]);
    const profile = profileOf([
      said(1, { traits: keys }),
      said(2, {
        traits: [
          ["k0", 2],
          ["more", 1],
        ],
      }),
    ]);
    const current = traitsOf(profile);
    expect(Object.keys(current)).toHaveLength(MAX_KEYS_OF_PROFILE);
    expect(current).toMatchObject({ k0: 2 });
  });

  const KEYS = ["plan", "__proto__", "constructor", "1", "toString"];
  const VALUES: Json[] = [
    null,
    "",
    0,
    1,
    "pro",
    true,
    [],
    ["a"],
    {},
    { a: 1, b: [null] },
    JSON.parse('{"__proto__":1}'),
  ];
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES)), {
    selector: ([key]) => key,
  });
  const statements = fc.uniqueArray(
    fc.record({
      uid: fc.constantFrom("u:u1", "a:a1", "a:a2"),
      at: fc.record({ ts: fc.nat(4), messageId: fc.constantFrom("", "a", "b", "é", "\u{ffff}", "\u{10000}") }),
      traits: entries,
      once: entries,
      groupId: fc.constantFrom(null, "g1", "g2", "__proto__"),
    }),
    { selector: (statement) => JSON.stringify(statement.at), maxLength: 25 },
  );
  const deliveries = statements.chain((all) =>
    fc.record({
      all: fc.constant(all),
      delivered: fc
        .tuple(fc.shuffledSubarray(all), fc.shuffledSubarray(all, { minLength: all.length }))
        .map(([some, rest]) => [...some, ...rest]),
    }),
  );

  /** Says the same in the plainest way: of all statements in order, the last one or the first one. */
  function naive(all: readonly Statement[]): { traits: object; groups: object } {
    const sorted = all.toSorted(
      (a, b) => a.at.ts - b.at.ts || Buffer.compare(Buffer.from(a.at.messageId), Buffer.from(b.at.messageId)),
    );
    const once = new Map(sorted.toReversed().flatMap((statement) => statement.once));
    const set = new Map(sorted.flatMap(({ traits }) => traits));
    const groups = new Map(sorted.toReversed().flatMap(({ groupId, at }) => (groupId === null ? [] : [[groupId, at]])));
    return {
      traits: Object.fromEntries([...new Map([...once, ...set])].filter(([, value]) => value !== null)),
      groups: Object.fromEntries(groups),
    };
  }

  it("are those of the naive answer, in any order, with duplicates, by one id or several", () => {
    fc.assert(
      fc.property(deliveries, ({ all, delivered }) => {
        const expected = naive(all);
        const byActor = Map.groupBy(delivered, ({ uid }) => uid);
        for (const profile of [profileOf(delivered), throughJson(foldProfiles([...byActor.values()].map(profileOf)))]) {
          expect(traitsOf(profile)).toEqual(expected.traits);
          expect(profile.groups).toEqual(expected.groups);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("don't depend on the order even where two sources use one message id", () => {
    const clash = statements.map((all) => all.map((statement) => ({ ...statement, at: at(statement.at.ts % 2) })));
    fc.assert(
      fc.property(
        clash.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([a, b]) => {
          expect(traitsOf(profileOf(a))).toEqual(traitsOf(profileOf(b)));
        },
      ),
    );
  });

  it("stay the same object where a statement says nothing new", () => {
    const statement = said(1, { traits: [["a", { b: 1, c: 2 }]], once: [["d", 1]], groupId: "g" });
    const profile = applied(EMPTY_PROFILE, statement);
    expect(applied(throughJson(profile), statement)).toEqual(profile);
    expect(applied(profile, statement)).toBe(profile);
    expect(applied(profile, { ...statement, traits: [["a", { c: 2, b: 1 }]] })).toBe(profile);
    // A number that JSON has no word for becomes null on its way; the redelivered event still says it.
    const infinite = said(1, { traits: [["a", Infinity]] });
    const stored = throughJson(applied(EMPTY_PROFILE, infinite));
    expect(applied(stored, infinite)).toBe(stored);
  });
});

describe("history", () => {
  const historyOf = (list: [ts: number, value: Json][]): History =>
    list.reduce<History>((history, [ts, value]) => stated(history, value, at(ts)), []);
  const shown = (history: History) => history.map(({ value, from, to }) => [value, from.ts, to.ts]);

  it.each<[string, [number, Json][], [Json, number, number][]]>([
    [
      "equal values in a row are one run",
      [
        [1, "a"],
        [2, "a"],
        [3, "a"],
      ],
      [["a", 1, 3]],
    ],
    [
      "whatever their order",
      [
        [2, "a"],
        [3, "a"],
        [1, "a"],
      ],
      [["a", 1, 3]],
    ],
    [
      "a value that comes back is another run",
      [
        [1, "a"],
        [2, "b"],
        [3, "a"],
      ],
      [
        ["a", 1, 1],
        ["b", 2, 2],
        ["a", 3, 3],
      ],
    ],
    [
      "a late statement splits a run",
      [
        [1, "a"],
        [5, "a"],
        [3, "b"],
      ],
      [
        ["a", 1, 1],
        ["b", 3, 3],
        ["a", 5, 5],
      ],
    ],
    [
      "which its other statements find again",
      [
        [1, "a"],
        [4, "a"],
        [5, "a"],
        [3, "b"],
        [4, "a"],
      ],
      [
        ["a", 1, 1],
        ["b", 3, 3],
        ["a", 4, 5],
      ],
    ],
    [
      "a removal is a run",
      [
        [1, "a"],
        [2, null],
      ],
      [
        ["a", 1, 1],
        [null, 2, 2],
      ],
    ],
  ])("%s", (_, list, expected) => expect(shown(historyOf(list))).toEqual(expected));

  it("keeps the newest runs, and goes on", () => {
    const history = historyOf(Array.from({ length: MAX_RUNS + 10 }, (_, ts) => [ts, ts]));
    expect(shown(history)).toEqual(Array.from({ length: MAX_RUNS }, (_, n) => [n + 10, n + 10, n + 10]));
    expect(stated(history, 10, at(1))).toBe(history);
    expect(stated(history, "late", at(1))).toBe(history);
  });

  it("joins those of two ids", () => {
    const a = historyOf([
      [1, "x"],
      [5, "x"],
    ]);
    const b = historyOf([
      [2, "y"],
      [3, "y"],
      [7, "x"],
    ]);
    const expected = [
      ["x", 1, 1],
      ["y", 2, 3],
      ["x", 5, 7],
    ];
    expect(shown(joinedHistory(a, b))).toEqual(expected);
    expect(shown(joinedHistory(b, a))).toEqual(expected);
  });

  const points = fc.uniqueArray(fc.tuple(fc.nat(60), fc.constantFrom("a", "b", null)), {
    selector: ([ts]) => ts,
    maxLength: 60,
    size: "max",
  });

  it("is the plain list of runs, the newest of them, where statements come in order", () => {
    fc.assert(
      fc.property(points, (list) => {
        const sorted = list.toSorted(([a], [b]) => a - b);
        const runs: [Json, number, number][] = [];
        for (const [ts, value] of sorted) {
          const last = runs.at(-1);
          if (last && last[0] === value) last[2] = ts;
          else runs.push([value, ts, ts]);
        }
        expect(shown(historyOf(sorted))).toEqual(runs.slice(-MAX_RUNS));
      }),
    );
  });

  it("in any order: sorted, neighbours differ, every end was said, the last is the newest", () => {
    fc.assert(
      fc.property(points, (list) => {
        const history = historyOf(list);
        const ends = history.flatMap(({ value, from, to }) => [[from.ts, value] as const, [to.ts, value] as const]);
        const saidAt = new Map(list);
        for (const [ts, value] of ends) expect(saidAt.get(ts)).toBe(value);
        expect(ends.map(([ts]) => ts)).toEqual(ends.map(([ts]) => ts).toSorted((a, b) => a - b));
        history.forEach(({ value }, index) => expect(value).not.toBe(history[index + 1]?.value));
        expect(history.length).toBeLessThanOrEqual(MAX_RUNS);
        if (list.length > 0) expect(history.at(-1)?.to.ts).toBe(Math.max(...list.map(([ts]) => ts)));
      }),
    );
  });
});

describe("fitted", () => {
  const text = (bytes: number, mark: number) => `${mark} `.padEnd(bytes, "é");
  const size = (profile: Profile) => Buffer.byteLength(JSON.stringify(profile));

  it("leaves a profile of usual size as it is", () => {
    const profile = profileOf([said(1, { traits: [["a", 1]] })]);
    expect(fitted(profile)).toBe(profile);
  });

  it("forgets old values first", () => {
    const profile = profileOf(Array.from({ length: 20 }, (_, ts) => said(ts, { traits: [["a", text(10_000, ts)]] })));
    const fit = fitted(profile);
    expect(size(profile)).toBeGreaterThan(MAX_BYTES_WITH_HISTORY);
    expect(size(fit)).toBeLessThanOrEqual(MAX_BYTES_WITH_HISTORY);
    expect(fit.traits["a"]).toHaveLength(5);
    expect(traitsOf(fit)).toEqual(traitsOf(profile));
  });

  it("then, and only then, the largest values", () => {
    const large = Array.from({ length: 100 }, (_, n): [string, Json] => [`k${n}`, text(10_000, n)]);
    const profile = profileOf([
      said(1, { traits: [["plan", "pro"]], once: [["first", 1]], groupId: "g" }),
      said(2, { traits: large }),
    ]);
    const fit = fitted(profile);
    expect(size(fit)).toBeLessThanOrEqual(MAX_PROFILE_BYTES);
    expect(size(fit)).toBeGreaterThan(MAX_PROFILE_BYTES - 30_000);
    expect(traitsOf(fit)).toMatchObject({ plan: "pro", first: 1 });
    expect(Object.keys(fit.groups)).toEqual(["g"]);
  });
});
