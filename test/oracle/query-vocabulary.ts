import * as fc from "fast-check";
import type { Json } from "#core/json.ts";

/** What random histories and the questions about them are made of: few words, so that they meet, and odd ones among them. */

/** Clocks change in all of them between the beginning and the end of an era, at different times and by different amounts. */
export const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "Australia/Lord_Howe",
  "America/St_Johns",
];

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A stretch of days in which things happen, and instants near which they like to. */
export interface Era {
  from: number;
  to: number;
  anchors: readonly number[];
}

const era = (from: string, to: string, anchors: readonly string[]): Era => ({
  from: Date.parse(from),
  to: Date.parse(to),
  anchors: anchors.map((text) => Date.parse(text)),
});

/** New York, Berlin, Chatham and Lord Howe change clocks in each; the other anchors are midnights of the zones. */
export const ERAS: readonly Era[] = [
  era("2024-03-05T00:00:00Z", "2024-04-12T00:00:00Z", [
    "2024-03-10T07:00:00Z",
    "2024-03-31T01:00:00Z",
    "2024-04-06T14:00:00Z",
    "2024-04-06T15:00:00Z",
    "2024-03-10T05:00:00Z",
    "2024-03-17T18:30:00Z",
    "2024-03-31T00:00:00Z",
    "2024-04-01T00:00:00Z",
    "2024-04-06T10:15:00Z",
  ]),
  era("2024-09-24T00:00:00Z", "2024-11-06T00:00:00Z", [
    "2024-11-03T06:00:00Z",
    "2024-10-27T01:00:00Z",
    "2024-09-28T14:00:00Z",
    "2024-10-05T15:30:00Z",
    "2024-11-03T05:00:00Z",
    "2024-10-13T18:30:00Z",
    "2024-10-27T00:00:00Z",
    "2024-10-01T00:00:00Z",
    "2024-09-27T11:15:00Z",
  ]),
];

/** Moments lie near an anchor, on it, or anywhere; also before and after what questions look at. */
export const momentIn = ({ from, to, anchors }: Era): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.noBias(fc.integer({ min: from, max: to })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...anchors), fc.constantFrom(-HOUR, -1_000, -1, 0, 0, 1, 1_000, HOUR))
        .map(([anchor, away]) => anchor + away),
    },
    { weight: 1, arbitrary: fc.noBias(fc.integer({ min: from - 40 * DAY, max: to + 20 * DAY })) },
  );

/** From one thing somebody does to the next: as long as windows are, a ms more or less, or nothing at all. */
export const gap = fc.oneof(
  fc.constantFrom(0, 0, 1, 999, 1_000, 60_000, HOUR - 1, HOUR, HOUR + 1, 6 * HOUR, DAY - 1, DAY, DAY + 1, 7 * DAY),
  fc.noBias(fc.integer({ min: 0, max: 5 * DAY })),
);

export const TRACKED = ["View", "Buy", `q"uo'te; DROP TABLE facts; --`, "Ünïcode 🎉", "Page Viewed", "N\0L \ud800"];
/** Names that are counted as "any event". */
export const DONE_NAMES = ["View", "Buy", ...TRACKED, "Screen Viewed"];
/** Names of calls that say something of somebody: reached by name only. */
export const SAID_NAMES = ["User Identified", "Group Identified", "User Aliased"];

const LONG = "A text that no slot of a fact can hold: it has 49 c";
const values = {
  num: [1, 2, 2, 5, "5", 7.5, -3, 0, " 7 ", "1e3", "x", "", null, true, 0.1 + 0.2, 1e21, 2 ** 60],
  plan: [
    "free",
    "pro",
    "Pro",
    "pro",
    "",
    null,
    "$other",
    LONG,
    LONG.slice(0, 48),
    LONG.slice(0, 49),
    "a\0b",
    "\ud800",
    "é🎉",
  ],
  day: ["2024-03-10", "2024-03-10T07:00:00Z", "2024-10-27T02:30:00+02:00", "2024-03-31 01:30", "soon", 20_240_310],
  flag: [true, false, "true", "false", null, 1],
  cart: [{ deep: { x: 1 } }, { deep: { x: "5" } }, { deep: 5 }, {}, [], "flat", null],
  "cart.deep.x": [9, null],
  list: [["a", "b"], [], [{ sku: "s1" }], [{ sku: 2 }], "a"],
  $session_id: ["s1", "s2", "s3", "s4", "", null, 5],
  $country: ["XX", "DE", null, null],
  $source: ["own", null],
  'a"b': ["quoted", 1, 2],
  "k'; DROP TABLE facts; --": ["pro", 5],
  ключ: ["да", 5],
  m1: [1, 2, "a"],
  m2: [1, 2, "a"],
  m3: [3, "b", LONG],
  m4: [4, "b", false],
  m5: [0.1, 1 / 3, 1e-7, 1e5 / 7],
} satisfies Record<string, Json[]>;

/** Properties of events, each with what it may be. `__proto__` is one like any other. */
const PROPERTIES: readonly (readonly [key: string, values: readonly Json[]])[] = [
  ...Object.entries(values),
  ["__proto__", ["polluted", 5]],
  ["constructor", ["made", 5]],
];

/** An object with some of these keys; made of JSON text, so that `__proto__` is a key of its own. */
const objectOf = (entries: readonly (readonly [key: string, values: readonly Json[]])[], most: number) =>
  fc
    .uniqueArray(
      fc.constantFrom(...entries).chain(([key, of]) => fc.tuple(fc.constant(key), fc.constantFrom(...of))),
      { selector: ([key]) => key, maxLength: most },
    )
    .map((chosen) => Object.fromEntries(chosen));

/** Some properties most events have, so that they stand in facts; the others meet there or don't. */
const COMMON = PROPERTIES.filter(([key]) => ["num", "plan", "cart", "cart.deep.x"].includes(key));

export const properties = objectOf([...PROPERTIES, ...COMMON, ...COMMON, ...COMMON], 14);

const TRAITS: readonly (readonly [key: string, values: readonly Json[]])[] = [
  ["plan", ["free", "pro", "", null, LONG]],
  ["age", [17, 35, "35", 36.5, null]],
  ["joined", ["2024-03-10", "2024-03-20T00:00:00Z", "2024-10-27"]],
  ['t"r', ["quoted", 1]],
  ["t\\r", ["slashed", 1]],
  ["naïve 🎉", ["ja", 5]],
  ["nested", [{ city: "Berlin" }, ["x"]]],
  ["line\nbreak", ["yes", 2]],
  ["__proto__", ["polluted", 5]],
];
export const traits = objectOf(TRAITS, 5);

/** Keys of traits that questions ask for. */
export const traitKey = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("plan", "age", "joined") },
  { weight: 2, arbitrary: fc.constantFrom(...TRAITS.map(([key]) => key), "nope", "toString") },
);

export const STAMPED_KEYS = [
  "$country",
  "$city",
  "$timezone",
  "$browser",
  "$os",
  "$device",
  "$channel",
  "$referring_domain",
  "$utm_source",
  "$referrer",
  "$path",
  "$ip",
  "$type",
  "$name",
  "$user_id",
  "$anonymous_id",
  "$source",
  "$event",
  "$message_id",
  "context.app.version",
  "context.page.path",
];

/** Keys of properties that questions ask for. */
export const propertyKey = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("num", "plan", "m5", "flag", "cart.deep.x") },
  { weight: 4, arbitrary: fc.constantFrom(...PROPERTIES.map(([key]) => key)) },
  { weight: 2, arbitrary: fc.constantFrom("cart.deep", "list.0", "list.0.sku", "nope", "toString") },
  { weight: 3, arbitrary: fc.constantFrom(...STAMPED_KEYS) },
);

const scalarsOf = (entries: readonly (readonly [key: string, values: readonly Json[]])[]) =>
  entries.flatMap(([, of]) =>
    of.filter((value): value is string | number | boolean => value !== null && typeof value !== "object"),
  );

/** What a property or trait is compared with: mostly what it can be. */
export const wantedOf = (key: string) => {
  const own = scalarsOf([...PROPERTIES, ...TRAITS].filter(([other]) => other === key));
  return own.length === 0 ? wanted : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...own) }, wanted);
};

const wanted = fc.constantFrom(
  ...scalarsOf([...PROPERTIES, ...TRAITS]),
  "DE",
  "US",
  "Chrome",
  "NaN",
  "Infinity",
  "-0",
  "5.0",
  "track",
  "page",
  '{"deep":{"x":1}}',
  "/a",
  "nothing",
  "%",
);
