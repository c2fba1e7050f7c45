import { type Clock, systemClock } from "#core/clock.ts";
import type { JsonObject } from "#core/json.ts";
import { personNames, traitText } from "#core/report/person-name.ts";
import { inJurisdiction } from "#core/jurisdiction.ts";
import { PATIENCE_MS, pauseAfter } from "#destinations/pace.ts";
import { Unopenable } from "#destinations/seal.ts";
import { currentTraits } from "#identity/current-traits.ts";
import type { ListHouse, Page, PageOutcome } from "#lists/list-house.ts";
import type { Listed } from "#lists/page-body.ts";
import type { ListRoutesHouse, ListStub } from "#lists/routes-house.ts";
import { saidFailure } from "#lists/said-failure.ts";
import { allSyncs, knownSync, ownerOf, stopSync } from "#lists/syncs.ts";
import { type PersonActor, personsOfActors } from "#store/person-map.ts";
import { audiencesObject } from "#house/audiences.ts";
import { fetchNow, isLocal, signingFault, urlFault } from "#house/network.ts";
import { sealerOf } from "#house/sealer.ts";
import { type PostHouse, postSigned } from "#house/signed-post.ts";

const FIRST_PAUSE_MS = 5_000;
/** As Mixpanel's. */
const PAGE_SIZE = 1_000;

/** As others call a ListSync object; RPC methods are typed by the class, which is made in house/objects.ts. */
interface ListObject extends ListStub {
  forget(actors: { id: number; uid: string }[]): Promise<void>;
}

const objectOf = (env: Env, sync: number): ListObject =>
  inJurisdiction(env.LISTS, env.JURISDICTION).getByName(String(sync));

/** There may be something new for a list. */
export const wakeList = (env: Env, sync: number): Promise<void> => objectOf(env, sync).wake(sync);

/** What a ListSync gets of the other stages. `fetch` is the network. */
export function listHouse(env: Env, fetch: PostHouse["fetch"] = fetchNow): ListHouse {
  const house = postHouse(env, systemClock, fetch);
  return {
    clock: systemClock,
    sync: (id) => knownSync(env.DB, id),
    stop: (id, reason) => stopSync(env.DB, id, reason, systemClock()),
    feed: audiencesObject(env),
    people: (persons, traits) => peopleOf(env.DB, persons, traits),
    post: (page) => postPage(env, page, house),
    pauseAfter: (failures, askedMs) => pauseAfter(failures, FIRST_PAUSE_MS, askedMs, Math.random),
    patienceMs: PATIENCE_MS,
    pageSize: PAGE_SIZE,
  };
}

/** What the routes of lists get of the other stages. */
export const listRoutesHouse = (env: Env, clock: Clock): ListRoutesHouse => ({
  db: env.DB,
  clock,
  seal: sealerOf(env).seal,
  object: (sync) => objectOf(env, sync),
  post: (page) => postPage(env, page, postHouse(env, clock, fetchNow)),
  addressFault: (url, ownHost) => urlFault(env, url, ownHost),
  signingFault,
});

const postHouse = (env: Env, clock: Clock, fetch: PostHouse["fetch"]): PostHouse => ({
  fetch,
  local: isLocal(env),
  clock,
});

async function postPage(env: Env, page: Page, house: PostHouse): Promise<PageOutcome> {
  const { uid, url, sealed, ownHost, key: id, body } = page;
  let secret: string | null;
  try {
    secret = sealed === null ? null : await sealerOf(env).unseal(ownerOf(uid), sealed);
  } catch (error) {
    if (error instanceof Unopenable) return { outcome: "stopped", reason: error.message };
    throw error;
  }
  const sent = await postSigned(url, { id, body, secret, ownHost }, house);
  switch (sent.outcome) {
    case "taken":
      return saidFailure(sent.text, new URL(url).host);
    case "rejected":
      return { outcome: "stopped", reason: sent.reason };
    case "unknown":
      return { outcome: "later", reason: sent.reason, afterMs: null };
    case "later":
      return sent;
  }
}

/** These actors with what is known of the people they belong to now. */
async function peopleOf(
  db: D1Database,
  asked: readonly number[],
  wanted: readonly string[],
): Promise<Map<number, Listed>> {
  const found = new Map<number, Listed>();
  if (asked.length === 0) return found;
  const persons = await personsOfActors(db, asked);
  const traits = await currentTraits(
    db,
    persons.map(({ actors }) => actors.map(({ id }) => id)),
  );
  const these = new Set(asked);
  for (const [index, { label, actors }] of persons.entries()) {
    const known = knownOf(
      actors.map(({ uid }) => uid),
      traits[index] ?? {},
      wanted,
    );
    for (const { id, uid } of actors) if (these.has(id)) found.set(id, { ...known, id: uid, isPerson: uid === label });
  }
  return found;
}

function knownOf(uids: readonly string[], traits: JsonObject, wanted: readonly string[]) {
  const idsOf = (kind: "u:" | "a:") => uids.flatMap((uid) => (uid.startsWith(kind) ? [uid.slice(kind.length)] : []));
  return {
    userIds: idsOf("u:"),
    anonymousIds: idsOf("a:"),
    ...personNames(traits),
    email: traitText(traits, "email"),
    phone: typeof traits["phone"] === "number" ? String(traits["phone"]) : traitText(traits, "phone"),
    traits: Object.fromEntries(Object.entries(traits).filter(([key]) => wanted.includes(key))) satisfies JsonObject,
  };
}

/** Somebody is being erased: lists elsewhere are told, by what was sent. */
export async function forgetInLists(env: Env, actors: readonly PersonActor[]): Promise<void> {
  const named = actors.map(({ id, uid }) => ({ id, uid }));
  for (const sync of await allSyncs(env.DB)) await objectOf(env, sync).forget(named);
}
