import { type Clock, MINUTE_MS, SECOND_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { log, reasonOf } from "#core/log.ts";
import { createPeopleSeen, type PeopleCount } from "#live/people-seen.ts";
import type { FeedSources } from "#live/sources.ts";

const TELL_EVERY_MS = 2 * SECOND_MS;

/**
 * How many people were seen lately, and when it is time to say so. Starts from the store, goes on with what is shown;
 * `isForgotten` says who doesn't count.
 */
export function createPeopleNews(
  sources: Pick<FeedSources, "peopleSince">,
  clock: Clock,
  isForgotten: (person: string) => boolean,
) {
  const people = createPeopleSeen();
  let told: PeopleCount | null = { last5: 0, last30: 0 };
  let toldAt = 0;
  let seeding: Promise<void> | undefined;

  async function seed(): Promise<void> {
    try {
      const seen = await sources.peopleSince(clock() - 30 * MINUTE_MS);
      people.seed(
        seen.filter(({ person }) => !isForgotten(person)),
        clock(),
      );
    } catch (error) {
      // The counts begin with what is shown from now on; the events themselves don't depend on them.
      log("warn", "live_people_unknown", { reason: reasonOf(error) });
      seeding = undefined;
    }
  }

  return {
    /** Resolves when the counts are whole; asks the store once in the object's lifetime. Never throws. */
    ready: (): Promise<void> => (seeding ??= seed()),
    note: (events: readonly TrackedEvent[]): void => events.forEach((event) => people.note(event)),
    /** More people are forgotten than before. */
    forget(): void {
      people.remove(isForgotten);
      // Some watchers know the counts from their hello only, or from before an eviction: tell them all.
      told = null;
    },
    now: (): PeopleCount => people.count(clock()),
    /** The counts, if they changed and were not told just now. `more`: ask again in a moment. */
    due(): { news: PeopleCount | null; more: boolean } {
      const now = clock();
      const count = people.count(now);
      const changed = count.last5 !== told?.last5 || count.last30 !== told.last30;
      if (!changed || now - toldAt < TELL_EVERY_MS) return { news: null, more: changed };
      told = count;
      toldAt = now;
      return { news: count, more: false };
    },
  };
}
