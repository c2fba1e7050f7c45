import { MINUTE_MS } from "#core/clock.ts";
import { actorOf } from "#core/ids.ts";
import type { TrackedEvent } from "#core/event.ts";

/** Distinct people (no bots) with an event in the last 5 and 30 minutes. */
export interface PeopleCount {
  last5: number;
  last30: number;
}

/** Bounds the memory of the feed under a flood of made-up ids; the counts stop there. */
export const MAX_PEOPLE = 200_000;

/** Who was seen when, for the last half hour. Forgotten with the object's memory: `seed` fills it from the store. */
export function createPeopleSeen() {
  const lastSeen = new Map<string, number>();
  const saw = (person: string, ms: number) => {
    const known = lastSeen.get(person);
    if (known === undefined && lastSeen.size >= MAX_PEOPLE) return;
    if (known === undefined || known < ms) lastSeen.set(person, ms);
  };
  return {
    /** An event counts when it happened, not when it came: what a phone sends after a day offline says nothing about now. */
    note(event: TrackedEvent): void {
      const person = event.bot === null ? actorOf(event) : null;
      if (person !== null) saw(person, Math.min(event.timestamp, event.receivedAt));
    },
    seed(people: { person: string; lastSeen: number }[], now: number): void {
      for (const one of people) saw(one.person, Math.min(one.lastSeen, now));
    },
    remove(isUnwanted: (person: string) => boolean): void {
      for (const person of lastSeen.keys()) if (isUnwanted(person)) lastSeen.delete(person);
    },
    count(now: number): PeopleCount {
      let last5 = 0;
      for (const [person, ms] of lastSeen) {
        if (ms <= now - 30 * MINUTE_MS) lastSeen.delete(person);
        else if (ms > now - 5 * MINUTE_MS) last5 += 1;
      }
      return { last5, last30: lastSeen.size };
    },
  };
}
export type PeopleSeen = ReturnType<typeof createPeopleSeen>;
