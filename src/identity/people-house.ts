import type { IdentityObjects } from "#identity/hand-over.ts";

/** One id of a person. */
export interface PersonActor {
  id: number;
  /** `u:<userId>` or `a:<anonymousId>` */
  uid: string;
  /** ms; null for an id that was only ever named by an alias. */
  firstSeen: number | null;
}

/** A person: the label is the uid of one of its actors, for others to pass around. */
export interface PersonActors {
  label: string;
  actors: PersonActor[];
}

export interface NameSummary {
  kind: string;
  name: string;
  count: number;
  firstSeen: number;
  lastSeen: number;
}

/** What the facts say of a person. Times are ms. */
export interface PersonSummary {
  events: number;
  firstSeen: number | null;
  lastSeen: number | null;
  byName: NameSummary[];
  byActor: { actorId: number; events: number; firstSeen: number; lastSeen: number }[];
  lastTouch: ({ ts: number } & Record<string, string | number | null>) | null;
}

/** What the people routes need of the other stages; worker.ts gives it. */
export interface PeopleHouse {
  db: D1Database;
  objects: IdentityObjects;
  /** The persons that these uids belong to; unknown uids have none. */
  personsOf(uids: readonly string[]): Promise<PersonActors[]>;
  summaryOf(actorIds: readonly number[]): Promise<PersonSummary>;
  /** A page of a person's events, newest first. */
  eventsOf(
    label: string,
    asked: { names: readonly string[]; cursor: string | undefined; limit: number },
  ): Promise<{ events: object[]; next: string | null; complete: boolean }>;
  /** All of them, newest first, as they are read. */
  allEventsOf(label: string): AsyncGenerator<object>;
  /** Removes events of these actors, a bounded number of packs a call; asked again until it is done. */
  eraseEvents(
    actorIds: readonly number[],
    budget: { packs: number },
  ): Promise<{ events: number; packs: number; done: boolean }>;
  /** Removes what was kept of them apart from events: dead letters, samples of refused events. */
  eraseTraces(uids: readonly string[]): Promise<{ deadLetters: number; refusedSamples: number }>;
  /** The live feed drops what it shows of these ids, and whatever comes. */
  forgetLive(hashes: string[]): Promise<{ events: number }>;
  /** Takes that back: what comes is shown again. */
  unforgetLive(hashes: string[]): Promise<void>;
  /** Goes on with an erasure that is not done, later. */
  continueLater(erasureId: number): Promise<void>;
}
