/** What of an event says who did it when. */
export interface Sighting {
  userId?: string | null | undefined;
  anonymousId?: string | null | undefined;
  /** ISO 8601: when it happened, and when it came in. */
  time: string;
  receivedAt: string;
  /** What kind of bot it is; null: a person. */
  bot: string | null;
}

const MINUTE_MS = 60_000;
export const MINUTES = 30;
export type MinuteCounts = readonly (number | null)[];

/** Different people in each of the last 30 minutes, as far as they were seen from here. */
export function createMinutes() {
  const people = new Map<number, Set<string>>();
  let knownSince = Infinity;
  return {
    note({ userId, anonymousId, time, receivedAt, bot }: Sighting): void {
      if (bot !== null || (!userId && !anonymousId)) return;
      const who = userId ? `u:${userId}` : `a:${anonymousId ?? ""}`;
      const minute = Math.floor(Math.min(Date.parse(time), Date.parse(receivedAt)) / MINUTE_MS);
      const seen = people.get(minute);
      if (seen) seen.add(who);
      else people.set(minute, new Set([who]));
    },
    /** Every event since then (ms) is noted, or will be. A minute that is only in part after it is not known. */
    know(since: number): void {
      knownSince = Math.ceil(since / MINUTE_MS);
    },
    clear(): void {
      people.clear();
      knownSince = Infinity;
    },
    /** The last 30 minutes, oldest first, ending with the one that `now` (ms) is in; null where nobody counted. */
    counts(now: number): MinuteCounts {
      const last = Math.floor(now / MINUTE_MS);
      for (const minute of people.keys()) if (minute <= last - MINUTES) people.delete(minute);
      return Array.from({ length: MINUTES }, (_, at) => {
        const minute = last - MINUTES + 1 + at;
        return minute < knownSince ? null : (people.get(minute)?.size ?? 0);
      });
    },
  };
}
