import type { Place } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";

/** Made when it is first needed: reading all countries' names takes 10 ms, at every start of a Worker. */
let names: Intl.DisplayNames | undefined;
const nameOfCountry = (code: string): string | undefined =>
  (names ??= new Intl.DisplayNames("en", { type: "region", fallback: "none" })).of(code);

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
  country !== null && /^[A-Z]{2}$/.test(country) ? (nameOfCountry(country) ?? null) : null;
