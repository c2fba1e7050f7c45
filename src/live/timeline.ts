import { liveRow } from "#core/event-json.ts";
import type { TrackedEvent } from "#core/event.ts";
import { type Entry, type FeedStore, identityOf } from "#live/feed-store.ts";

/** Events held in memory, unpacked: enough for those who connect, resume or look a payload up while it is fresh. */
const RECENT_EVENTS = 2_000;
const RECENT_CHARACTERS = 8_000_000;

/** An entry with its row, serialised once for everybody who gets it. */
export interface Shown extends Entry {
  row(): string;
}

function shown(entry: Entry): Shown {
  let row: string | undefined;
  return { ...entry, row: () => (row ??= JSON.stringify(liveRow(entry.event))) };
}

/**
 * What the feed has shown, newest in memory and the rest in storage, and which events it has shown already. Memory is only
 * a copy: it is filled again, when it is first needed, after the object was evicted.
 */
export function openTimeline(store: FeedStore) {
  /** The newest entries up to the head; none is missing but those that were removed. */
  let recent: Shown[] = [];
  let characters = 0;
  let filled = false;
  let numberOf: Map<string, number> | undefined;
  const sources = new Set<number>();

  const identities = (): Map<string, number> => {
    if (!numberOf) {
      numberOf = new Map(store.identities());
      for (const id of numberOf.keys()) sources.add(Number.parseInt(id, 10));
    }
    return numberOf;
  };

  function fill(): void {
    if (filled) return;
    filled = true;
    const older: Shown[] = [];
    for (const entry of store.before(recent[0]?.seq ?? store.head() + 1)) {
      if (older.length + recent.length >= RECENT_EVENTS || characters + entry.length > RECENT_CHARACTERS) break;
      characters += entry.length;
      older.push(shown(entry));
    }
    recent = [...older.toReversed(), ...recent];
  }

  function drop(): void {
    let count = 0;
    // Dropped in bulk: taking one from the front of a long list each time would move all the others.
    if (recent.length <= 1.25 * RECENT_EVENTS && characters <= 1.25 * RECENT_CHARACTERS) return;
    while (recent.length - count > RECENT_EVENTS || (characters > RECENT_CHARACTERS && count < recent.length)) {
      characters -= recent[count]?.length ?? 0;
      count += 1;
    }
    recent = recent.slice(count);
    // From here on there are older ones in storage only.
    filled = true;
  }

  /** The `limit` events after a number, oldest first. */
  function after(seq: number, limit: number): Shown[] {
    fill();
    const oldest = recent[0]?.seq ?? store.head() + 1;
    if (seq + 1 >= oldest) {
      let from = Math.min(seq + 1 - oldest, recent.length);
      // Each one that was removed has moved the later ones forward.
      while ((recent[from - 1]?.seq ?? 0) > seq) from -= 1;
      return recent.slice(from, from + limit);
    }
    return store.after(seq).take(limit).map(shown).toArray();
  }

  return {
    after,

    /** Which of these the feed has not shown yet; the publisher, the store and a retry may all bring the same one. */
    unknown(events: readonly TrackedEvent[]): TrackedEvent[] {
      const known = identities();
      const now = new Set<string>();
      return events.filter((event) => {
        const id = identityOf(event);
        // What arrived before the oldest that is remembered may have been shown and forgotten: once at most is the promise.
        if (known.has(id) || now.has(id) || event.receivedAt <= store.forgottenThrough()) return false;
        now.add(id);
        return true;
      });
    },

    /** Writes them down and numbers them; what comes back may be sent. */
    append(events: TrackedEvent[]): Shown[] {
      const added = store.append(events).map(shown);
      const known = identities();
      for (const entry of added) {
        known.set(identityOf(entry.event), entry.seq);
        sources.add(entry.event.sourceId);
        characters += entry.length;
      }
      recent.push(...added);
      drop();
      for (const id of store.trim()) known.delete(id);
      return added;
    },

    /** Removes events; the others keep their numbers. Returns how many. Throws when the storage does; then it removed none. */
    remove(isUnwanted: (event: TrackedEvent) => boolean): number {
      const removed = store.remove(isUnwanted);
      for (const { id } of removed) numberOf?.delete(id);
      const gone = new Set(removed.map(({ seq }) => seq));
      recent = recent.filter(({ seq }) => !gone.has(seq));
      characters = recent.reduce((sum, { length }) => sum + length, 0);
      return removed.length;
    },

    /** The newest `count` that match, oldest first, from all that is kept. */
    newest(count: number, matches: (event: TrackedEvent) => boolean): Shown[] {
      fill();
      const found: Shown[] = [];
      for (const entry of recent.toReversed()) {
        if (found.length === count) break;
        if (matches(entry.event)) found.push(entry);
      }
      if (found.length < count) {
        for (const entry of store.before(recent[0]?.seq ?? store.head() + 1)) {
          if (matches(entry.event)) found.push(shown(entry));
          if (found.length === count) break;
        }
      }
      return found.toReversed();
    },

    /** One event by its messageId; without a source, the newest of that id. */
    find(messageId: string, source: number | undefined): TrackedEvent | null {
      const known = identities();
      const candidates = source === undefined ? [...sources] : [source];
      const seqs = candidates.map((sourceId) => known.get(identityOf({ sourceId, messageId })) ?? 0);
      const seq = Math.max(0, ...seqs);
      return seq === 0 ? null : (after(seq - 1, 1)[0]?.event ?? null);
    },
  };
}
export type Timeline = ReturnType<typeof openTimeline>;
