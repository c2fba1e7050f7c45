import type { AudienceWatch, EventWatch } from "#audiences/watch.ts";

/** What has to be known of an event to see whom it matters to. */
export interface Seen {
  name: string;
  done: boolean;
  isBot: boolean;
  /** Keys of traits it says something of. */
  traitKeys: readonly string[];
}

/** Whom an event matters to. */
export interface Touched {
  /** Those who look at such events, and those who look at one of these traits. */
  byEvent: ReadonlySet<AudienceWatch>;
  byTrait: ReadonlySet<AudienceWatch>;
  triggers: readonly EventWatch[];
}

const NOTHING: Touched = { byEvent: new Set(), byTrait: new Set(), triggers: [] };

/**
 * From names and traits to whoever looks at them: one look-up an event, so it costs the same however many audiences there
 * are that it doesn't matter to.
 */
export function createTouchIndex(audiences: readonly AudienceWatch[], triggers: readonly EventWatch[]) {
  const byName = listsBy(audiences, ({ needs }) => needs.names);
  const byTrait = listsBy(audiences, ({ needs }) => needs.traits);
  const byAny = audiences.filter(({ needs }) => needs.any);
  const triggersByName = listsBy(triggers, ({ named }) => named.names);
  const triggersByAny = triggers.filter(({ named }) => named.any);

  // An event is kept with the properties that those need who look at it.
  const all = [...audiences, ...triggers];
  const lookersByName = listsBy(all, ({ needs }) => needs.names);
  const lookersAtAny = all.filter(({ needs }) => needs.any);
  const keptOfAny = new Set(lookersAtAny.flatMap(({ needs }) => needs.properties));
  const keptByName = new Map(
    [...lookersByName].map(([name, lookers]) => [name, new Set(lookers.flatMap(({ needs }) => needs.properties))]),
  );

  return {
    audiences,
    everybody: audiences.filter(({ everybody }) => everybody),
    strangers: audiences.filter(({ strangers }) => strangers),
    needsKnown: audiences.some(({ everybody }) => everybody),
    triggers,
    ofTrait: (key: string): readonly AudienceWatch[] => byTrait.get(key) ?? [],
    ofName: (name: string): readonly AudienceWatch[] => byName.get(name) ?? [],
    ofAny: byAny,
    touched({ name, done, isBot, traitKeys }: Seen): Touched {
      // What a bot says of somebody counts, as it does in reports; what it does, does not.
      const named = isBot ? undefined : byName.get(name);
      const said = traitKeys.filter((key) => byTrait.has(key));
      const any = done && !isBot ? byAny : [];
      const waiting = isBot ? undefined : triggersByName.get(name);
      const waitingForAny = done && !isBot ? triggersByAny : [];
      if (!named && said.length === 0 && any.length === 0 && !waiting && waitingForAny.length === 0) return NOTHING;
      return {
        byEvent: new Set([...(named ?? []), ...any]),
        byTrait: new Set(said.flatMap((key) => byTrait.get(key) ?? [])),
        triggers: [...new Set([...(waiting ?? []), ...waitingForAny])],
      };
    },
    /** The properties with which such an event is kept; null: it isn't. */
    kept(name: string, done: boolean): ReadonlySet<string> | null {
      const own = keptByName.get(name);
      if (!done || lookersAtAny.length === 0) return own ?? null;
      return own ? own.union(keptOfAny) : keptOfAny;
    },
  };
}
export type TouchIndex = ReturnType<typeof createTouchIndex>;

function listsBy<T>(list: readonly T[], keysOf: (one: T) => Iterable<string>): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of list) {
    for (const key of new Set(keysOf(one))) {
      const known = found.get(key);
      if (known) known.push(one);
      else found.set(key, [one]);
    }
  }
  return found;
}
