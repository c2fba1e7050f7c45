import { stillIn } from "#access/callers.ts";
import { audiences } from "#audiences/audiences.ts";
import { messenger } from "#automations/messenger.ts";
import { watchedTriggers } from "#automations/watched-triggers.ts";
import { sender } from "#destinations/sender.ts";
import { identity } from "#identity/object.ts";
import { listSync } from "#lists/list-sync.ts";
import { liveFeed } from "#live/feed.ts";
import { peopleSince } from "#store/timeline.ts";
import { eventsSince } from "#store/unpacked.ts";
import { watchUntil } from "#store/watch.ts";
import { archiveOf } from "#house/archive.ts";
import { audiencesHouse } from "#house/audiences.ts";
import { messengerHouse } from "#house/automations.ts";
import { senderHouse } from "#house/connections.ts";
import { meter } from "#house/isolate-meter.ts";
import { clock, snapshot, answers, registry } from "#house/isolate.ts";
import { listHouse, wakeList } from "#house/lists.ts";
import { messengerOf } from "#house/messenger.ts";
import { meteredEnv, meteredObject } from "#house/metered.ts";
import { wakeWatchers } from "#house/wake.ts";

/** The live feed's object: there is one, and it lives where its first watcher is. */
export class LiveFeed extends liveFeed<Env>((env) => ({
  storedSince: async (afterSeq, limit) =>
    (await eventsSince(env.DB, afterSeq, limit, archiveOf(env))).filter(({ event }) => event.imported !== true),
  peopleSince: (sinceMs) => peopleSince(env.DB, sinceMs),
  watch: async (untilMs) => {
    snapshot.setWatchedUntil(untilMs);
    await watchUntil(env.DB, untilMs);
  },
  stillIn: (passes) => stillIn(env.DB, passes, clock()),
})) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}

/** Segment's number; PostHog and Mixpanel have none or 500. A person of more user ids is nearly always a bug in a site. */
const MAX_USERS_A_PERSON = 100;

/** Who was linked with whom: one object per linked id. */
export class Identity extends identity<Env>((env) => ({
  databases: [env.DB],
  maxUsers: MAX_USERS_A_PERSON,
  published: () => wakeWatchers(env),
})) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}

/** Sends one connection's events. */
export class Sender extends sender<Env>((env) => senderHouse(env, registry)) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}

/** Keeps audiences up to date. */
export class Audiences extends audiences<Env>((env, storage) =>
  audiencesHouse(
    env,
    storage,
    {
      take: (firings) => messengerOf(env).take(firings),
      triggers: () => watchedTriggers(env.DB),
    },
    (sync) => wakeList(env, sync),
  ),
) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}
/** Keeps one list elsewhere in step with an audience. */
export class ListSync extends listSync<Env>((env) => listHouse(env)) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}

/** Acts for all automations. */
export class Messenger extends messenger<Env>((env, storage) => messengerHouse(env, storage, registry, answers)) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(meteredObject(ctx, env, meter), meteredEnv(env, meter));
  }
}
