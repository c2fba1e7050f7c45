import type { Act } from "../oracle/query-history.ts";

/** Midnight of the first day. */
export const START = Date.parse("2026-03-01T00:00:00Z");

const NOBODY_FROM_NOWHERE: Act["stamp"] = {
  country: null,
  city: null,
  timezone: null,
  browser: null,
  os: null,
  device: null,
  bot: null,
  channel: "search",
  referrer: null,
  referringDomain: null,
  utmSource: null,
};

/** What somebody does in the n-th minute. */
export const act = (minute: number, given: Partial<Act> = {}): Act => ({
  type: "track",
  name: ["Viewed", "Added", "Bought"][minute % 3] ?? "",
  userId: `person-${minute % 7}`,
  anonymousId: null,
  at: START + minute * 60_000,
  delay: 0,
  properties: { n: minute, colour: ["red", "blue"][minute % 2] ?? null, long: "x".repeat(60) + minute },
  traits: {},
  once: {},
  context: {},
  stamp: NOBODY_FROM_NOWHERE,
  ip: null,
  sourceId: 1 + (minute % 2),
  ...given,
});

/** So many acts over `days` days, evenly. */
export const acts = (count: number, days: number): Act[] =>
  Array.from({ length: count }, (_, at) => act(Math.floor((at * days * 24 * 60) / count)));
