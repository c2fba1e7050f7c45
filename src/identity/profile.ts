import type { Json, JsonObject } from "#core/json.ts";
import { type History, joinedHistory, stated, valueText } from "#identity/history.ts";
import { compareBytes } from "#identity/link.ts";
import { compareMoments, type Moment } from "#identity/moment.ts";
import type { Statement } from "#identity/statement.ts";

/** The earliest value that was said of a key. */
export interface Earliest extends Moment {
  value: Json;
}

/**
 * What one actor's events said of it, as JSON. Keys come from clients and may be `__proto__` or `constructor`: read them
 * through entries or `Object.hasOwn` only.
 */
export interface Profile {
  /** By identify: the newest value counts. */
  traits: Record<string, History>;
  /** By setOnce: the earliest value counts. */
  once: Record<string, Earliest>;
  /** The groups it is in, by group id, each with the earliest message that says so. */
  groups: Record<string, Moment>;
}

export const EMPTY_PROFILE: Profile = { traits: {}, once: {}, groups: {} };

/** Keys of each kind that a profile takes; further new ones are ignored, so a client that makes keys of values can't fill it. */
export const MAX_KEYS_OF_PROFILE = 500;

/**
 * The profile with one more statement in it: any order and any number of times give the same current values (up to the
 * limit of keys). The same object where the statement changes nothing.
 */
export function applied(profile: Profile, { at, traits, once, groupId }: Statement): Profile {
  return changed(profile, {
    traits: withTraits(profile.traits, traits, at),
    once: joined(profile.once, once, (known, value) => earlier(known, { value, ...at })),
    groups: groupId === null ? profile.groups : joined(profile.groups, [[groupId, at]], earlierMoment),
  });
}

/** A person's profile: its actors' profiles as one, in whatever order. Nothing is left out for the limit of keys. */
export const foldProfiles = (profiles: Iterable<Profile>): Profile =>
  [...profiles].reduce(
    (all, one) =>
      changed(all, {
        traits: joined(
          all.traits,
          Object.entries(one.traits),
          (known, history) => joinedHistory(known ?? [], history),
          Infinity,
        ),
        once: joined(all.once, Object.entries(one.once), earlier, Infinity),
        groups: joined(all.groups, Object.entries(one.groups), earlierMoment, Infinity),
      }),
    EMPTY_PROFILE,
  );

/** The current values. What identify said beats setOnce, and a null by identify removes the key altogether. */
export function traitsOf(profile: Pick<Profile, "traits" | "once">): JsonObject {
  const current = new Map(Object.entries(profile.once).map(([key, { value }]) => [key, value]));
  for (const [key, history] of Object.entries(profile.traits)) current.set(key, history.at(-1)?.value ?? null);
  return Object.fromEntries([...current].filter(([, value]) => value !== null));
}

/** Histories by key with these values said at one moment; the same object where nothing changes. */
export const withTraits = (
  traits: Profile["traits"],
  values: readonly [key: string, value: Json][],
  at: Moment,
): Profile["traits"] => joined(traits, values, (history, value) => stated(history ?? [], value, at));

const changed = (profile: Profile, next: Profile): Profile =>
  next.traits === profile.traits && next.once === profile.once && next.groups === profile.groups ? profile : next;

function joined<Known, Said>(
  record: Record<string, Known>,
  entries: readonly [key: string, said: Said][],
  join: (known: Known | undefined, said: Said) => Known,
  maxKeys = MAX_KEYS_OF_PROFILE,
): Record<string, Known> {
  if (entries.length === 0) return record;
  const map = new Map(Object.entries(record));
  let isChanged = false;
  for (const [key, said] of entries) {
    const known = map.get(key);
    if (known === undefined && map.size >= maxKeys) continue;
    const next = join(known, said);
    if (next === known) continue;
    map.set(key, next);
    isChanged = true;
  }
  return isChanged ? Object.fromEntries(map) : record;
}

const earlierMoment = (known: Moment | undefined, said: Moment): Moment =>
  known === undefined || compareMoments(said, known) < 0 ? said : known;

function earlier(known: Earliest | undefined, said: Earliest): Earliest {
  if (known === undefined) return said;
  const order = compareMoments(said, known) || compareBytes(valueText(said.value), valueText(known.value));
  return order < 0 ? said : known;
}
