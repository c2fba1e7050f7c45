import type { Arrivals, ArrivalsQuestion } from "#core/arrivals.ts";
import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { Firing, WatchedTrigger } from "#core/firing.ts";
import type { Json } from "#core/json.ts";
import type { Condition, Selector } from "#core/question.ts";
import type { WeekStart } from "#core/question/time.ts";
import type { QuestionContext, HistoryEvent, Needs, PersonHistory } from "#core/history.ts";

/** What a definition means: the very functions that reports use. */
export interface Language {
  isMember: (where: Condition, context: QuestionContext) => (person: PersonHistory) => boolean;
  selects: (selector: Selector, context: QuestionContext) => (event: HistoryEvent, person: PersonHistory) => boolean;
  needs: (where: Condition, context: QuestionContext) => Needs;
  /** May somebody be a member who has none of the needed events? */
  includesPeopleWithoutEvents: (where: Condition) => boolean;
}

/** Who acts on firings; each is handed over until it is taken, so some come twice. */
export interface Messenger {
  take: (firings: Firing[]) => Promise<void>;
  /** What automations that are switched on wait for. */
  triggers: () => Promise<WatchedTrigger[]>;
}

export type TraitReader = (person: number) => ReadonlyMap<string, Json>;

/** What the Audiences object needs of the house around it. */
export interface AudiencesHouse {
  storage: DurableObjectStorage;
  db: D1Database;
  clock: Clock;
  language: Language;
  /** The workspace's calendar. */
  defaults: () => Promise<{ timezone: string; weekStart: WeekStart }>;
  /** Events after an arrival number, in order. */
  arrivals: (question: ArrivalsQuestion) => Promise<Arrivals>;
  lastArrival: () => Promise<number>;
  /** Keys of traits of which an event says something. */
  traitKeysIn: (event: TrackedEvent) => readonly string[];
  /** Keys of traits of which anything is known, by actor. */
  traitKeysOf: (actors: readonly number[]) => Promise<ReadonlyMap<number, readonly string[]>>;
  /** Current traits of people, folded over their ids. */
  traitsOf: (persons: readonly number[], keys: readonly string[]) => Promise<TraitReader>;
  /** Actors with an event that is no bot's, of one part of them all (by number modulo `parts`). */
  actorsSeen: (part: { part: number; parts: number }) => Promise<number[]>;
  /** The highest number of an actor. */
  lastActor: () => Promise<number>;
  /** Who is a member, worked out from the store alone, some at a time. */
  membersInStore: (where: Condition, context: QuestionContext) => AsyncIterable<number[]>;
  /** How often everything is compared with the store, ms. */
  checkEveryMs: number;
  /** Null: there are no automations. */
  messenger: Messenger | null;
  /** Tells a list elsewhere that there is something new for it. */
  wakeList: (sync: number) => Promise<void>;
}
