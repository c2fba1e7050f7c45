import type { Place } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";

const NAMES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/**
 * Where the edge saw an event come from, as the spec's `context.location`; undefined where nothing is known. `country` is
 * the two-letter code, which Braze and Mixpanel ask for, `country_name` its English name.
 * https://segment.com/docs/connections/spec/common/#context
 */
export function stampedLocation(place: Place): JsonObject | undefined {
  const { country, region, city, latitude, longitude } = place;
  const known = Object.entries({ city, country, country_name: nameOf(country), region, latitude, longitude });
  const said = known.filter(([, value]) => value !== null);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** Null for what is no country of the standard, such as T1, which stands for Tor. */
const nameOf = (country: string | null): string | null =>
  country !== null && /^[A-Z]{2}$/.test(country) ? (NAMES.of(country) ?? null) : null;
