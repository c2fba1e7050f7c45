import { MAX_RUNS } from "#identity/history.ts";
import type { Profile } from "#identity/profile.ts";

/** A profile larger than this remembers fewer old values: D1 holds 10 GB for everything. */
export const MAX_BYTES_WITH_HISTORY = 131_072;

/** D1 refuses a row or parameter over 2 MB, so what a profile holds ends before. https://developers.cloudflare.com/d1/platform/limits/ */
export const MAX_PROFILE_BYTES = 1_000_000;

const utf8 = new TextEncoder();
const bytesOf = (value: unknown): number => utf8.encode(JSON.stringify(value)).length;

/**
 * The profile as large as it may be stored: nearly always as it is, else with shorter histories, and, when the current
 * values alone are too many, without the largest of them (the events keep them).
 */
export function fitted(profile: Profile): Profile {
  let fit = profile;
  let size = bytesOf(fit);
  for (let runs = MAX_RUNS >> 1; size > MAX_BYTES_WITH_HISTORY && runs > 0; runs >>= 1) {
    const shorter = Object.entries(fit.traits).map(([key, history]) => [key, history.slice(-runs)] as const);
    fit = { ...fit, traits: Object.fromEntries(shorter) };
    size = bytesOf(fit);
  }
  return size <= MAX_PROFILE_BYTES ? fit : withoutLargest(fit, size - MAX_PROFILE_BYTES);
}

function withoutLargest(profile: Profile, surplus: number): Profile {
  const entries = (["traits", "once", "groups"] as const).flatMap((part) =>
    Object.entries(profile[part]).map((entry) => ({ part, key: entry[0], size: bytesOf(entry) })),
  );
  const left = { traits: new Set<string>(), once: new Set<string>(), groups: new Set<string>() };
  let missing = surplus;
  for (const { part, key, size } of entries.toSorted((a, b) => b.size - a.size)) {
    if (missing <= 0) break;
    left[part].add(key);
    // An entry as a list has brackets and a comma where the object has a colon and a comma: one byte less counts.
    missing -= size - 1;
  }
  const without = <T>(part: Record<string, T>, keys: Set<string>): Record<string, T> =>
    Object.fromEntries(Object.entries(part).filter(([key]) => !keys.has(key)));
  return {
    traits: without(profile.traits, left.traits),
    once: without(profile.once, left.once),
    groups: without(profile.groups, left.groups),
  };
}
