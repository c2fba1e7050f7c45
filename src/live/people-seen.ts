import { MINUTE_MS } from "#core/clock.ts";
import { actorOf, isUsableId } from "#core/ids.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { SeenPerson } from "#live/sources.ts";

/** Distinct people (no bots) with an event in the last 5 and 30 minutes. */
export interface PeopleCount {
  last5: number;
  last30: number;
}

/** Bounds the memory of the feed under a flood of made-up ids; the counts stop there. */
export const MAX_PEOPLE = 200_000;
/** Ids whose person is remembered; beyond this the oldest are forgotten, and count as people of their own again. */
const MAX_IDS = 100_000;

/**
 * Who was seen when, for the last half hour. Forgotten with the object's memory: `seed` fills it from the store. Whose an
 * id is comes from there too, and from live logins; what is joined or separated meanwhile shows after the next seed.
 */
export function createPeopleSeen() {
  const lastSeen = new Map<string, number>();
  const personOf = new Map<string, string>();

  /** A device may lead to a user and that one to another, never further. */
  function personWith(uid: string): string {
    const user = personOf.get(uid) ?? uid;
    return personOf.get(user) ?? user;
  }

  function saw(uid: string, ms: number): void {
    const person = personWith(uid);
    const known = lastSeen.get(person);
    if (known === undefined && lastSeen.size >= MAX_PEOPLE) return;
    if (known === undefined || known < ms) lastSeen.set(person, ms);
  }

  /** From here on the two count once, what was seen so far included. */
  function join(uid: string, person: string): void {
    personOf.set(uid, person);
    if (personOf.size > MAX_IDS) {
      // Many at once: a Map steps over what was deleted from its front each time it is read from there.
      for (const oldest of personOf.keys()) {
        personOf.delete(oldest);
        if (personOf.size <= 0.9 * MAX_IDS) break;
      }
    }
    const ms = lastSeen.get(uid);
    lastSeen.delete(uid);
    if (ms !== undefined) saw(uid, ms);
  }

  return {
    /** An event counts when it happened, not when it came: what a phone sends after a day offline says nothing about now. */
    note(event: TrackedEvent): void {
      const uid = event.bot === null ? actorOf(event) : null;
      if (uid === null) return;
      const { anonymousId } = event;
      const device = anonymousId !== undefined && isUsableId(anonymousId) ? `a:${anonymousId}` : uid;
      // A device belongs to who logged in first, as far as we know.
      if (device !== uid && !personOf.has(device)) join(device, uid);
      saw(uid, Math.min(event.timestamp, event.receivedAt));
    },
    seed(people: readonly SeenPerson[], now: number): void {
      for (const { person, ids, lastSeen: ms } of people) {
        for (const id of ids) join(id, person);
        saw(person, Math.min(ms, now));
      }
    },
    remove(isUnwanted: (uid: string) => boolean): void {
      for (const person of lastSeen.keys()) if (isUnwanted(person)) lastSeen.delete(person);
      for (const [uid, person] of personOf) if (isUnwanted(uid) || isUnwanted(person)) personOf.delete(uid);
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
