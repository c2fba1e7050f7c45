import { type Clock, DAY_MS, systemClock } from "#core/clock.ts";
import { NAME_TRAITS, personNames, traitText } from "#core/report/person-name.ts";
import { inJurisdiction } from "#core/jurisdiction.ts";
import type { AudiencesHouse, Messenger, TraitReader } from "#audiences/audiences-house.ts";
import type { Touched } from "#audiences/listeners.ts";
import type { AudienceRoutesHouse, AudiencesStub, ShownPerson } from "#audiences/routes-house.ts";
import type { WatchHouse, WatchMemory } from "#audiences/wake.ts";
import { personNamed } from "#identity/named.ts";
import { statementOf } from "#identity/statement.ts";
import { actorsSeen, lastActor } from "#query/actors-seen.ts";
import { includesPeopleWithoutEvents } from "#query/cohort.ts";
import { compileMembership, compileSelector } from "#query/filter.ts";
import { membersOf } from "#query/members.ts";
import { needsOfCondition } from "#query/needs.ts";
import { createTraitReader } from "#query/read-traits.ts";
import type { Reading } from "#query/reading.ts";
import { traitKeysOf } from "#query/trait-keys.ts";
import { arrivalsAfter, lastArrival } from "#store/arrivals.ts";
import { actorsOf } from "#store/person-map.ts";
import { readSettings, settingsFrom } from "#workspace/settings.ts";
import { archiveOf } from "#house/archive.ts";
import { storeHouse } from "#house/questions.ts";

/** As others call the one Audiences object; RPC methods are typed by the class, which is made in house/objects.ts. */
interface AudiencesObject extends AudiencesStub {
  wake(): Promise<void>;
  cursor(): Promise<number>;
  settle(): Promise<void>;
  forget(actors: number[]): Promise<void>;
  listen(sync: number, audience: number): Promise<number | null>;
  touched(sync: number, after: number, limit: number): Promise<Touched[] | null>;
  behind(sync: number, after: number): Promise<number>;
  unlisten(sync: number): Promise<void>;
  membership(audience: number, actors: number[]): Promise<{ since: number | null; entry: number } | null>;
}

export const audiencesObject = (env: Env): AudiencesObject =>
  inJurisdiction(env.AUDIENCES, env.JURISDICTION).getByName("audiences");

/** What is needed to tell the object that there is something new. */
export const watchHouse = (env: Env, clock: Clock): WatchHouse => ({
  db: env.DB,
  clock,
  wake: () => audiencesObject(env).wake(),
  queue: env.DELIVERIES,
});

/** What the Audiences object gets of the other stages. */
export const audiencesHouse = (
  env: Env,
  storage: DurableObjectStorage,
  messenger: Messenger | null,
  wakeList: AudiencesHouse["wakeList"],
): AudiencesHouse => ({
  storage,
  db: env.DB,
  clock: systemClock,
  language: {
    isMember: compileMembership,
    selects: compileSelector,
    needs: needsOfCondition,
    includesPeopleWithoutEvents,
  },
  async defaults() {
    const { timezone, weekStart } = settingsFrom(await readSettings(env.DB), env);
    return { timezone, weekStart };
  },
  arrivals: (question) => arrivalsAfter(env.DB, question, archiveOf(env)),
  lastArrival: () => lastArrival(env.DB),
  traitKeysIn(event) {
    const said = statementOf(event);
    return said === null ? [] : [...said.traits, ...said.once].map(([key]) => key);
  },
  traitKeysOf: (actors) => traitKeysOf(env.DB, actors),
  traitsOf: (persons, keys) => traitsOf(env.DB, persons, keys),
  actorsSeen: (part) => actorsSeen(env.DB, part),
  lastActor: () => lastActor(env.DB),
  membersInStore: (where, context) => membersOf(storeHouse(env), where, context),
  checkEveryMs: DAY_MS,
  messenger,
  wakeList,
});

/** Nobody waits at the other end of these reads. */
const unhurried = (): Reading => ({ rowsRead: 0, events: 0, deadline: Infinity, signal: null });

const traitsOf = (db: D1Database, persons: readonly number[], keys: readonly string[]): Promise<TraitReader> =>
  createTraitReader(db, keys).read(persons, unhurried());

/** What the audience routes get of the other stages. */
export const audienceRoutesHouse = (env: Env, clock: Clock, memory: WatchMemory): AudienceRoutesHouse => ({
  db: env.DB,
  clock,
  object: audiencesObject(env),
  shown: (persons) => shownPeople(env.DB, persons),
  async actorsNamed(id) {
    const { actors } = await personNamed({ personsOf: (uids) => actorsOf(env.DB, uids) }, id);
    return actors.map((actor) => actor.id);
  },
  changed: () => memory.forget(),
});

async function shownPeople(db: D1Database, persons: readonly number[]): Promise<Map<number, ShownPerson>> {
  const rows = await db
    .prepare("SELECT id, uid FROM actors WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(persons))
    .raw<[id: number, uid: string]>();
  const traits = await traitsOf(
    db,
    rows.map(([id]) => id),
    [...NAME_TRAITS, "email"],
  );
  return new Map(
    rows.map(([id, uid]) => {
      const known = Object.fromEntries(traits(id));
      return [id, { id: uid, name: personNames(known).name, email: traitText(known, "email") }];
    }),
  );
}
