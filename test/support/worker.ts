import { audiences } from "#audiences/audiences.ts";
import type { AudiencesHouse } from "#audiences/audiences-house.ts";
import { type Clock, DAY_MS, systemClock } from "#core/clock.ts";
import type { Firing, WatchedTrigger } from "#core/firing.ts";
import { messenger } from "#automations/messenger.ts";
import type { MessengerHouse } from "#automations/messenger-house.ts";
import { createAnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { identity } from "#identity/object.ts";
import { destinations } from "#destinations/catalogue.ts";
import type { Destination } from "#destinations/contract.ts";
import { createRegistry } from "#destinations/registry.ts";
import { sender } from "#destinations/sender.ts";
import { listSync } from "#lists/list-sync.ts";
import { audiencesHouse, audiencesObject } from "#house/audiences.ts";
import { channelHouse, channelsOf, messengerHouse } from "#house/automations.ts";
import { type Outside, outsideOf } from "#house/outside.ts";
import { senderHouse } from "#house/connections.ts";
import { meter } from "#house/isolate-meter.ts";
import { listHouse, wakeList } from "#house/lists.ts";
import { meteredEnv } from "#house/metered.ts";
import worker, { LiveFeed } from "../../src/worker.ts";
import { faultyDb, type Fault } from "./faulty-db.ts";

/** Tests run in the same isolate as this Worker, so they can reach in: what the consumer's next transactions do. */
export const faults: { next: (() => Fault | null) | null; crash: (() => boolean) | null } = { next: null, crash: null };

/** And what a deployment would set in code. */
export const settings = { maxUsers: 100 };

/** Who answers what destinations are sent, in place of the world; and how short the first pause after a failure is. */
export const outside: { answer: (request: Request) => Promise<Response>; firstPauseMs: number; waitMs: number } = {
  answer: () => Promise.reject(new TypeError("there is nobody outside")),
  firstPauseMs: 20,
  /** Every batch is held for as long, as one that leaves a file would be. */
  waitMs: 0,
};

/** What time it is for audiences, what automations wait for, and what becomes of a firing. */
export const watched: {
  clock: Clock;
  checkEveryMs: number;
  triggers: WatchedTrigger[];
  take: (firings: Firing[]) => Promise<void>;
  /** What else the object's house is to be, of instances made from now on. */
  house: ((house: AudiencesHouse) => AudiencesHouse) | null;
  /** After links were published. */
  wake: (() => Promise<void>) | null;
} = {
  clock: systemClock,
  checkEveryMs: DAY_MS,
  triggers: [],
  take: () => Promise.resolve(),
  house: null,
  wake: null,
};

/** Told of each instance, before anything else is done in it. */
export const births: {
  audiences: ((context: DurableObjectState) => void) | null;
  messenger: ((context: DurableObjectState) => void) | null;
} = { audiences: null, messenger: null };

export { default as Catalogue } from "../../src/catalogue-worker.ts";
export { LiveFeed };

function held(destination: Destination | null): Destination | null {
  if (!destination || outside.waitMs === 0) return destination;
  const actions = Object.entries(destination.actions).map(
    ([name, action]) => [name, { ...action, batch: { ...action.batch, waitMs: outside.waitMs } }] as const,
  );
  return { ...destination, actions: Object.fromEntries(actions) };
}

const registry = createRegistry(destinations);

export class Sender extends sender<Env>((env) => ({
  ...senderHouse(meteredEnv(env, meter), registry),
  destination: async (slug) => held(await registry.find(slug)),
  fetch: (request) => outside.answer(request),
  get firstPauseMs() {
    return outside.firstPauseMs;
  },
})) {}

export class Audiences extends audiences<Env>((env, storage) => {
  const house = {
    ...audiencesHouse(
      env,
      storage,
      {
        triggers: () => Promise.resolve(watched.triggers),
        take: (firings) => watched.take(firings),
      },
      (sync) => wakeList(env, sync),
    ),
    clock: () => watched.clock(),
    get checkEveryMs() {
      return watched.checkEveryMs;
    },
  };
  return watched.house?.(house) ?? house;
}) {
  constructor(context: DurableObjectState, env: Env) {
    births.audiences?.(context);
    super(context, env);
  }
}

/** Lists elsewhere: how many people a page carries, and how long a receiver is tried. */
export const listing = { pageSize: 1_000, patienceMs: DAY_MS };

export class ListSync extends listSync<Env>((env) => {
  const house = listHouse(env, (request) => outside.answer(request));
  return {
    ...house,
    pauseAfter: (_, askedMs) => askedMs ?? outside.firstPauseMs,
    get pageSize() {
      return listing.pageSize;
    },
    get patienceMs() {
      return listing.patienceMs;
    },
  };
}) {}

/** What Messengers that are made from now on live in; null: the real house, whose requests are answered by `outside`. */
export const messaging: {
  house: ((storage: DurableObjectStorage) => MessengerHouse) | null;
  /** In place of the other stages' ways out; null: their own. */
  outside: Outside | null;
  clock: Clock;
  /** What else the real house is to be. */
  also: ((house: MessengerHouse) => MessengerHouse) | null;
} = { house: null, outside: null, clock: systemClock, also: null };

export class Messenger extends messenger<Env>((env, storage) => {
  if (messaging.house !== null) return messaging.house(storage);
  const clock = () => messaging.clock();
  const network = (request: Request) => outside.answer(request);
  const answers = createAnswerCache<Answered>();
  const ways = messaging.outside ?? outsideOf(env, clock, answers, network);
  const http = { ...channelHouse(env, registry, clock), fetch: network };
  const house = { ...messengerHouse(env, storage, registry, answers, clock), channels: channelsOf(ways, http) };
  return messaging.also?.(house) ?? house;
}) {
  constructor(context: DurableObjectState, env: Env) {
    births.messenger?.(context);
    super(context, env);
  }
}

export class Identity extends identity<Env>((env) => ({
  databases: [env.DB],
  get maxUsers() {
    return settings.maxUsers;
  },
  published: () => watched.wake?.() ?? audiencesObject(env).wake(),
})) {}

/** The product's Worker with its real bindings; only the consumer's database can be made to fail. */
export default {
  ...worker,
  async queue(batch, env) {
    if (faults.crash?.()) throw new Error("the consumer died before it began");
    const db = faults.next ? faultyDb(env.DB, faults.next) : env.DB;
    await worker.queue(batch, { ...env, DB: db });
    if (faults.crash?.()) throw new Error("the consumer died after it was done");
  },
} satisfies ExportedHandler<Env>;
