import type { Json, JsonObject } from "#core/json.ts";

/** Valid questions in which, taken together, every field of the language occurs. */

const WINDOW = { from: "2024-03-05", to: "2024-03-12" };

const FILTER: JsonObject = {
  and: [
    { property: "plan", op: "eq", value: "pro" },
    { property: "num", op: "neq", value: ["x", 5, true] },
    { or: [{ property: "plan", op: "contains", value: "p" }, { not: { property: "$country", value: "DE" } }] },
    {
      or: [
        { person: "plan", op: "not_contains", value: "x" },
        { property: "cart.deep.x", op: "is_set" },
      ],
    },
    { property: "day", op: "date_after", value: { ago: { value: 10, unit: "day" } } },
    { property: "plan", op: "not_regex", value: "^x" },
    { inCohort: { did: { event: "View" } } },
  ],
};

const WHERE: JsonObject = {
  or: [
    { person: "plan", op: "eq", value: ["pro", "free"] },
    {
      did: { event: "View", filter: { property: "plan", value: "pro" } },
      count: { op: "gte", value: 1 },
      within: { value: 30, unit: "day" },
      zeroCounts: false,
    },
    { didNot: { anyOf: [{ event: "Buy" }, { event: null }] }, within: { from: "2024-03-05", to: "2024-03-12" } },
    { firstTime: { event: "View" }, within: { value: 1, unit: "week" } },
    {
      aggregate: { event: "Buy" },
      math: "sum",
      property: "num",
      op: "gt",
      value: 3,
      within: { value: 9, unit: "day" },
    },
    {
      regularly: { event: "View" },
      every: { value: 1, unit: "day" },
      periods: 7,
      atLeast: 2,
      count: { op: "gte", value: 1 },
    },
    { stopped: { event: "View" }, within: { value: 30, unit: "day" }, recent: { value: 7, unit: "day" } },
    { restarted: { event: "View" }, within: { value: 30, unit: "day" }, recent: { value: 7, unit: "day" } },
    {
      sequence: [{ event: "View" }, { event: "Buy" }],
      within: { value: 1, unit: "month" },
      gap: { value: 3, unit: "hour" },
    },
    { inCohort: { not: { person: "age", op: "gt", value: 3 } } },
  ],
};

const EVERYWHERE = { now: "2024-04-12T00:00:00Z", timezone: "Europe/Berlin", weekStart: "monday" };

export const WHOLE_QUESTIONS: readonly JsonObject[] = [
  {
    kind: "segmentation",
    ...EVERYWHERE,
    ...WINDOW,
    interval: "day",
    series: [
      { event: "View", filter: { property: "m1", value: 1 }, math: "unique", name: "Viewers" },
      { anyOf: [{ event: "Buy" }, { event: null }], math: "perUser", property: "num", fold: "avg" },
      { event: "Buy", math: "distinct", property: "plan" },
    ],
    breakdown: { source: "event", key: ["plan", "$country"], limit: 3, other: true },
    cumulative: false,
    rolling: 2,
    compare: { from: "2024-03-01", to: "2024-03-08" },
    people: [{ series: "Viewers", bucket: "2024-03-06", breakdown: "pro::DE", previous: true }],
  },
  {
    kind: "segmentation",
    range: { last: { value: 30, unit: "day" } },
    top: 3,
    math: "total",
    interval: "week",
    filter: { property: "plan", op: "eq", value: "pro" },
    compare: "previous",
    formula: "A/B*100",
  },
  {
    kind: "segmentation",
    ...WINDOW,
    series: [{ event: "View", math: "unique", filter: { property: "plan", value: ["pro", "free"] } }],
    formula: "A",
  },
  { kind: "segmentation", ...WINDOW, series: [{ event: "View" }], filter: FILTER },
  {
    kind: "segmentation",
    ...WINDOW,
    series: [{ event: "View" }],
    breakdown: { source: "cohort", cohorts: [{ name: "Buyers", definition: { did: { event: "Buy" } } }] },
  },
  {
    kind: "funnel",
    ...EVERYWHERE,
    ...WINDOW,
    steps: [
      { event: "View" },
      { anyOf: [{ event: "Buy", filter: { person: "plan", value: "pro" } }] },
      { event: null },
    ],
    order: "ordered",
    window: { value: 3, unit: "day" },
    exclusions: [{ event: "Page Viewed", filter: { property: "plan", value: "x" }, fromStep: 0, toStep: 1 }],
    exclusionMode: "discard",
    countBy: "uniques",
    reentry: "any",
    convertUntil: "window",
    breakdown: { source: "event", key: "plan", attribution: "step", step: 0, limit: 3, other: false },
    view: "trend",
    interval: "day",
    fromStep: 0,
    toStep: 2,
    bins: 5,
    people: [
      { step: 2, dropped: true, breakdown: ["pro", "free"] },
      { bucket: "2024-03-06", breakdown: "pro" },
    ],
  },
  {
    kind: "funnel",
    ...WINDOW,
    steps: [{ event: "View" }, { event: "Buy" }],
    breakdown: { source: "person", key: ["plan", "age"] },
    view: "timeToConvert",
  },
  {
    kind: "retention",
    ...EVERYWHERE,
    ...WINDOW,
    filter: { property: "plan", op: "contains", value: "p" },
    interval: "day",
    periods: 5,
    start: { event: "View", filter: { property: "num", op: "gt", value: 1 } },
    return: { anyOf: [{ event: "Buy" }, { event: null }] },
    startMode: "first",
    firstScope: "ever",
    mode: "onOrAfter",
    returnMin: 1,
    breakdown: { source: "event", key: "plan", limit: 2, other: true, onReturn: true },
    asOf: "2024-04-01T00:00:00Z",
    people: [{ cohort: 0, period: 1, breakdown: "pro" }],
  },
  { kind: "cohort", ...EVERYWHERE, where: WHERE },
];

/** Where something stands in a question: names of fields and places in lists. */
export type Path = readonly (string | number)[];

/** The paths to everything in a value: to leaves, to objects and lists, and to itself. */
export function pathsIn(value: Json | undefined, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const children = Array.isArray(value)
    ? value.flatMap((child, at) => pathsIn(child, [...path, at]))
    : Object.entries(value).flatMap(([key, child]) => pathsIn(child, [...path, key]));
  return [path, ...children];
}

/** The value with something else in one place. */
export function replaced(value: Json | undefined, [first, ...rest]: Path, by: Json): Json {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(first), replaced(value[Number(first)], rest, by));
  if (typeof value !== "object" || value === null) throw new Error("there is no such place");
  return { ...value, [first]: replaced(value[first], rest, by) };
}
