import { vi } from "vitest";
import { watchedTriggers } from "#automations/watched-triggers.ts";
import { createWatchMemory, wakeAudiences } from "#audiences/wake.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { createWriter } from "#store/append.ts";
import { watchHouse } from "#house/audiences.ts";
import { messengerOf } from "#house/messenger.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { consume } from "../../src/pipeline.ts";
import { deliver } from "../support/at-least-once.ts";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { isCrash, type Life, mortalStorage } from "../support/crash.ts";
import { queueMessage } from "../support/messages.ts";
import { births, messaging, outside, watched } from "../support/worker.ts";
import { env } from "../support/world.ts";
import type { Deed } from "./cast.ts";
import { mortalObject } from "./mortal-object.ts";
import { createReceivers } from "./receivers.ts";

/** Far from now, so that no alarm rings by itself: the world rings them. */
export const START = Date.parse("2036-11-22T12:00:00Z");

const nothingOutside = { ...outside };
const nobodyWatches = { ...watched };

/** The world as it was. */
export function leaveWorld(): void {
  vi.unstubAllGlobals();
  Object.assign(outside, nothingOutside);
  Object.assign(watched, nobodyWatches);
  Object.assign(births, { audiences: null, messenger: null });
  messaging.also = null;
}

/**
 * Events to mail, whole: the pipeline, the identity objects, the one Audiences object and the one Messenger, both of which die
 * when their executioner says so; a clock that is moved, and receivers outside. `random` chooses what goes wrong.
 */
export async function tellingWorld(random: () => number, sourceId: number) {
  const audiences = mortalObject(() => env.AUDIENCES.getByName("audiences"));
  const messenger = mortalObject(() => env.MESSENGER.get(env.MESSENGER.idFromName("messenger")));
  await emptyWorkspace();
  // Their instances live in the world before.
  await audiences.empty();
  await messenger.empty();
  const world = { now: START, isStorm: false };
  const clock = () => world.now;

  births.audiences = audiences.born;
  births.messenger = messenger.born;
  watched.clock = clock;
  watched.house = (house) => {
    const life = audiences.life();
    return {
      ...house,
      storage: mortalStorage(inWorldTime(house.storage, clock), life),
      arrivals: mortal(house.arrivals, life),
      traitsOf: mortal(house.traitsOf, life),
      messenger: {
        triggers: mortal(() => watchedTriggers(env.DB), life),
        take: mortal((firings) => messengerOf(env).take(firings), life, "handing over"),
      },
    };
  };
  messaging.also = (house) => {
    const life = messenger.life();
    return {
      ...house,
      clock,
      random: () => 0.5,
      storage: mortalStorage(house.storage, life),
      automations: mortal(house.automations, life),
      person: mortal(house.person, life),
    };
  };
  const receivers = createReceivers({
    step() {
      const life = messenger.life();
      return (when) => life.step(`${when} sending`);
    },
    isBusy: () => world.isStorm && random() < 0.1,
  });
  outside.answer = receivers.fetch;
  vi.stubGlobal("fetch", receivers.fetch);

  /** Wakes that did not get through: the queue's. */
  const again: unknown[] = [];
  const queue = { send: async (body: unknown) => void again.push(body) } as unknown as Queue;
  const memory = createWatchMemory();
  const wake = () => wakeAudiences({ ...watchHouse(env, clock), queue }, memory);
  watched.wake = wake;
  const bindings = {
    db: env.DB,
    writer: createWriter(),
    clock,
    plan: createPlanMemory(),
    identity: { objects: identityObjects(env.IDENTITY, 4), known: createKnownLinks(), maxClaimAgeMs: null },
    continueErasure: () => Promise.reject(new Error("nobody is erased here")),
    wake,
    publish: () => Promise.resolve(),
  };
  const sent: string[] = [];

  async function throughQueue(body: string): Promise<void> {
    await deliver(
      [body],
      async (batch) => {
        if (world.isStorm && random() < 0.1) throw new Error("the consumer died before it began");
        await consume(batch, bindings);
        if (world.isStorm && random() < 0.1) throw new Error("the consumer died after it was done");
      },
      random,
      { duplicate: 0.1, maxBatch: 3 },
    );
  }

  /** Rings whichever alarm is next, if that is by this moment; false: none is. */
  async function ringNext(by: number): Promise<boolean> {
    const [one, other] = [await audiences.alarmAt(world.now), await messenger.alarmAt(world.now)];
    const isFirst = (one ?? Infinity) <= (other ?? Infinity);
    const at = isFirst ? one : other;
    if (at === null || at > by) return false;
    world.now = Math.max(world.now, at);
    await (isFirst ? audiences : messenger).ring();
    return true;
  }

  /** The queue repeats a wake; it keeps it where that fails. */
  async function wakeAgain(): Promise<void> {
    const body = again.shift();
    if (body === undefined) return;
    try {
      await env.AUDIENCES.getByName("audiences").wake();
    } catch (error) {
      if (!isCrash(error)) throw error;
      again.push(body);
    }
  }

  return Object.assign(world, {
    ringNext,
    wakeAgain,
    audiences,
    messenger,
    receivers: receivers.taken,
    /** Somebody does something, and it is stored; who is one with whom is known. */
    async happen(deeds: readonly Deed[]) {
      const events = deeds.map(({ event }) => event);
      const body = queueMessage(events, { sourceId, receivedAt: world.now });
      sent.push(body);
      await throughQueue(body);
      for (const { links } of deeds) if (links) await published(links);
    },
    /** A message of before comes again: the client's retry, which another request carries. */
    async repeat() {
      const body = sent[Math.floor(random() * sent.length)];
      if (body !== undefined) await throughQueue(body);
    },
    /** Whatever waits until this moment is done, in peace. */
    async rest(by: number): Promise<void> {
      world.isStorm = false;
      audiences.executioner.spare();
      messenger.executioner.spare();
      for (let round = 0; round < 1_000; round += 1) {
        await wakeAgain();
        if (!(await ringNext(by)) && again.length === 0) return;
      }
      throw new Error("it never comes to rest");
    },
  });
}

export type TellingWorld = Awaited<ReturnType<typeof tellingWorld>>;

/** Before and after it is asked may be the end. */
const mortal =
  <Given extends unknown[], Result>(ask: (...given: Given) => Promise<Result>, { step }: Life, what = "asking") =>
  async (...given: Given): Promise<Result> => {
    step(`before ${what}`);
    const result = await ask(...given);
    step(`after ${what}`);
    return result;
  };

/** Alarms are the system's to ring, by its clock; here they are kept by the world's, which is far ahead, and so don't ring. */
function inWorldTime(storage: DurableObjectStorage, clock: () => number): DurableObjectStorage {
  const ahead = () => clock() - Date.now();
  return new Proxy(storage, {
    get(target, name) {
      if (name === "setAlarm") return (at: number) => target.setAlarm(at + ahead());
      if (name === "getAlarm") {
        return async () => {
          const at = await target.getAlarm();
          return at === null ? null : at - ahead();
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
}

/** Waits until the map of people has these as one. */
async function published(ids: readonly [string, string]): Promise<void> {
  const text = `SELECT count(DISTINCT coalesce(p.person_id, a.id)) AS persons FROM actors a
                LEFT JOIN person_of p ON p.actor_id = a.id WHERE a.uid IN (?1, ?2)`;
  await vi.waitFor(
    async () => {
      const persons = await env.DB.prepare(text)
        .bind(...ids)
        .first<number>("persons");
      if (persons !== 1) throw new Error(`${ids.join(" and ")} are not one yet`);
    },
    { timeout: 10_000, interval: 10 },
  );
}
