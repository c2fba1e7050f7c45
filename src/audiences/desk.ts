import type { Calendar } from "#core/calendar.ts";
import type { AudiencesHouse, TraitReader } from "#audiences/audiences-house.ts";
import type { AudienceDefinition } from "#audiences/definitions.ts";
import type { QuestionContext } from "#core/history.ts";
import type { ObjectStore } from "#audiences/object-store.ts";
import type { TouchIndex } from "#audiences/touch-index.ts";
import type { AudienceWatch, EntryTrigger } from "#audiences/watch.ts";

/** What is watched now, made of the table of audiences and the triggers of automations. */
export interface Watching {
  definitions: ReadonlyMap<number, AudienceDefinition>;
  watches: ReadonlyMap<number, AudienceWatch>;
  index: TouchIndex;
  entries: ReadonlyMap<number, readonly EntryTrigger[]>;
  calendar: Calendar;
}

/** Everything a piece of work has before it. */
export interface Desk {
  house: AudiencesHouse;
  store: ObjectStore;
  watching: Watching;
  /** uids whose actors are known to have done something: only a memory, so that they are not looked up again. */
  seen: Set<string>;
  /** Actors that were erased while a piece of work was under way: nothing of theirs is written down any more. */
  erased: Set<number>;
}

export const contextOf = ({ house, watching }: Desk): QuestionContext => ({
  now: house.clock(),
  calendar: watching.calendar,
});

const NONE: TraitReader = () => new Map();

/** Traits of these people, as far as these audiences and triggers look at any; not a read where they don't. */
export async function traitsFor(
  { house }: Desk,
  persons: readonly number[],
  lookers: Iterable<{ needs: { traits: readonly string[] } }>,
): Promise<TraitReader> {
  const keys = new Set<string>();
  for (const { needs } of lookers) for (const key of needs.traits) keys.add(key);
  return keys.size === 0 || persons.length === 0 ? NONE : house.traitsOf(persons, [...keys]);
}
