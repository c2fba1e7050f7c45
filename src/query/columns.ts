import type { Json } from "#core/json.ts";

/** Slots that stand in the fact itself; higher numbers say that a property exists, but only in the pack. */
export const INLINE_SLOTS = 8;
/** What a slot holds in place of text, a list or an object that is too long for it. */
export const LONG = "\0";

/** Stamped properties that facts have by way of a dictionary. */
export const DIMENSIONS = {
  $country: ["places", "country"],
  $region: ["places", "region"],
  $city: ["places", "city"],
  $continent: ["places", "continent"],
  $timezone: ["places", "timezone"],
  $browser: ["agents", "browser"],
  $browser_version: ["agents", "browser_version"],
  $os: ["agents", "os"],
  $os_version: ["agents", "os_version"],
  $device: ["agents", "device"],
  $referring_domain: ["origins", "referring_domain"],
  $channel: ["origins", "channel"],
  $utm_source: ["origins", "utm_source"],
  $utm_medium: ["origins", "utm_medium"],
  $utm_campaign: ["origins", "utm_campaign"],
  $utm_term: ["origins", "utm_term"],
  $utm_content: ["origins", "utm_content"],
} as const satisfies Record<string, readonly [table: "places" | "agents" | "origins", column: string]>;
export type Dimension = keyof typeof DIMENSIONS;
export type DimensionTable = (typeof DIMENSIONS)[Dimension][0];

/** The fact's column that says which row of a dictionary is its own. */
export const COLUMN_OF = {
  places: "place_id",
  agents: "agent_id",
  origins: "origin_id",
} as const satisfies Record<DimensionTable, string>;

export const isDimension = (key: string): key is Dimension => Object.hasOwn(DIMENSIONS, key);

/** Where a property of one event name is found. */
export interface Source {
  /** The slot of the fact that holds it. */
  slot: number | null;
  /** The dictionary, where the event has no such property of its own. */
  dimension: Dimension | null;
  /** The fact's own column. */
  own: "$event" | "$source" | null;
  /** Only the whole event has it. */
  isPacked: boolean;
}

/** Properties seen with one event name, with their slot numbers. */
export type SlotsOfName = ReadonlyMap<string, number>;

/**
 * Where to find `key` in events of one name. A property the name was never seen with is nowhere, and nothing need be read;
 * a dotted path may lead into a property that holds an object, and what else is stamped is in the whole event only.
 */
export function sourceOf(key: string, slots: SlotsOfName): Source {
  const number = slots.get(key);
  const slot = number !== undefined && number <= INLINE_SLOTS ? number : null;
  const dimension = isDimension(key) ? key : null;
  const own = key === "$event" || key === "$source" ? key : null;
  const stamped = key.startsWith("$") && dimension === null && own === null && number === undefined;
  // Also where some events have a property of this very name: others may reach it inside an object.
  const nested = key.includes(".") && hasRoot(key, slots);
  const isPacked = (number !== undefined && slot === null) || stamped || nested || key.startsWith("context.");
  return { slot, dimension, own, isPacked };
}

const hasRoot = (key: string, slots: SlotsOfName): boolean => {
  const parts = key.split(".");
  return parts.some((_, at) => at > 0 && slots.has(parts.slice(0, at).join(".")));
};

/** Does a slot's value stand for one that only the whole event has? */
export const isLong = (value: Json | undefined): boolean => value === LONG;
