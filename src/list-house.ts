import { type Clock, systemClock } from "#core/clock.ts";
import type { Json, JsonObject } from "#core/json.ts";
import { addressFault } from "#destinations/address.ts";
import { PATIENCE_MS, pauseAfter } from "#destinations/pace.ts";
import { readKeys, seal, Unopenable, unseal } from "#destinations/seal.ts";
import { SIGNING_SECRET } from "#destinations/webhook-signature.ts";
import { currentTraits } from "#identity/current-traits.ts";
import type { ListHouse, Page, PageOutcome } from "#lists/list-house.ts";
import type { Listed } from "#lists/page-body.ts";
import type { ListRoutesHouse, ListStub } from "#lists/routes-house.ts";
import { saidFailure } from "#lists/said-failure.ts";
import { allSyncs, knownSync, ownerOf, stopSync } from "#lists/syncs.ts";
import { actorsOf, personsOfActors } from "#store/person-map.ts";
import { audiencesObject } from "./audience-house.ts";
import { type PostHouse, postSigned } from "./signed-post.ts";

const FIRST_PAUSE_MS = 5_000;
/** As Mixpanel's. */
const PAGE_SIZE = 1_000;

/** As others call a ListSync object; RPC methods are typed by the class, which is made in worker.ts. */
interface ListObject extends ListStub {
  forget(actors: { id: number; uid: string }[]): Promise<void>;
}

const objectOf = (env: Env, sync: number): ListObject => env.LISTS.getByName(String(sync));

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
  seal: async (owner, text) => seal(await readKeys(env.CREDENTIALS_KEY), owner, text),
  object: (sync) => objectOf(env, sync),
  post: (page) => postPage(env, page, postHouse(env, clock, fetchNow)),
  addressFault: (url, ownHost) => addressFault(url, { local: isLocal(env), ownHosts: [ownHost] }),
  signingFault: (secret) => (SIGNING_SECRET.test(secret) ? null : "A signing secret is whsec_ and base64."),
});

const fetchNow: PostHouse["fetch"] = (request) => fetch(request);
const isLocal = (env: Env): boolean => env.ALLOW_LOCAL_DESTINATIONS === "true";
const postHouse = (env: Env, clock: Clock, fetch: PostHouse["fetch"]): PostHouse => ({
  fetch,
  local: isLocal(env),
  clock,
});

async function postPage(env: Env, page: Page, house: PostHouse): Promise<PageOutcome> {
  const { uid, url, sealed, ownHost, key: id, body } = page;
  let secret: string | null;
  try {
    secret = sealed === null ? null : await unseal(await readKeys(env.CREDENTIALS_KEY), ownerOf(uid), sealed);
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
  const text = (...keys: string[]) => keys.map((key) => textOf(ownOf(traits, key))).find((one) => one !== null) ?? null;
  const firstName = text("firstName", "first_name");
  const lastName = text("lastName", "last_name");
  const full = [firstName, lastName].filter((part) => part !== null).join(" ");
  return {
    userIds: idsOf("u:"),
    anonymousIds: idsOf("a:"),
    email: text("email"),
    name: text("name") ?? (full === "" ? null : full),
    firstName,
    lastName,
    phone: text("phone"),
    traits: Object.fromEntries(
      wanted.flatMap((key) => {
        const value = ownOf(traits, key);
        return value === undefined ? [] : [[key, value]];
      }),
    ) satisfies JsonObject,
  };
}

const ownOf = (traits: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(traits, key) ? traits[key] : undefined;

function textOf(value: Json | undefined): string | null {
  const text = typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
  return text === "" ? null : text;
}

/** Somebody is being erased: lists elsewhere are told, by what was sent. To be called while their ids are still known. */
export async function forgetInLists(env: Env, uids: readonly string[]): Promise<void> {
  const named = new Set(uids);
  const persons = await actorsOf(env.DB, uids);
  const actors = persons.flatMap((person) =>
    person.actors.flatMap(({ id, uid }) => (named.has(uid) ? [{ id, uid }] : [])),
  );
  if (actors.length === 0) return;
  for (const sync of await allSyncs(env.DB)) await objectOf(env, sync).forget(actors);
}
