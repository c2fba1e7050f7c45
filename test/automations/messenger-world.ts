import { runInDurableObject } from "cloudflare:test";
import type { Automation } from "#automations/automation.ts";
import type { MessengerCalls } from "#automations/messenger-calls.ts";
import type { MessengerHouse } from "#automations/messenger-house.ts";
import type { Person } from "#automations/person.ts";
import { AutomationDefinition } from "#core/automation.ts";
import type { Firing, FiringCause } from "#core/firing.ts";
import { messaging } from "../support/worker.ts";
import { env } from "../support/world.ts";
import { recordingChannels } from "./channels.ts";

/** Far from now, so that no alarm rings by itself: tests ring them. */
export const START = Date.parse("2036-11-22T12:00:00Z");

export const MAIL = { email: "person", subject: "Hello {{ person.first_name }}", body: "Dear {{ person.name }}" };
export const ENTERED = { audience: 7, change: "entered" };

export const person = (id: number, over: Partial<Person> = {}): Person => ({
  id: `u:p${id}`,
  actors: [id],
  userId: `p${id}`,
  anonymousId: null,
  traits: { email: `p${id}@example.com`, name: `Person ${id}` },
  ...over,
});

export const entry = (automation: number, of: number, over: Partial<Firing> = {}): Firing => ({
  key: `entered:${automation}:7:${of}:1`,
  automation,
  actors: [of],
  entry: 1,
  at: START,
  cause: { kind: "entered", audience: 7, because: "event" },
  ...over,
});

interface Instance extends MessengerCalls {
  alarm(info?: { isRetry: boolean; retryCount: number }): Promise<void>;
}

let worlds = 0;

/** A Messenger of its own among people, automations and channels of its own, and a clock that tests move. */
export function messengerWorld(
  options: { idempotent?: boolean; storage?: (real: DurableObjectStorage) => DurableObjectStorage } = {},
) {
  const recording = recordingChannels({ idempotent: options.idempotent ?? true });
  const people = new Map<number, Person>();
  const automations = new Map<number, Automation>();
  const stopped: { id: number; reason: string }[] = [];
  const world = {
    ...recording,
    now: START,
    people,
    automations,
    stopped,
    timezone: "UTC",
    isStoreAway: false,
    perDay: 5,
    team: ["team@example.com"],
    zones: new Map<number, string>(),
    answer: (): ReturnType<MessengerHouse["answer"]> => Promise.reject(new Error("no question was expected")),
  };
  const house = (storage: DurableObjectStorage): MessengerHouse => ({
    storage: options.storage?.(storage) ?? storage,
    clock: () => world.now,
    random: () => 0.5,
    channels: recording.channels,
    automations: () => Promise.resolve([...automations.values()]),
    automation: (id) => {
      const found = automations.get(id);
      return Promise.resolve(found ? { ...found, secrets: {} } : null);
    },
    stop: (id, reason) => {
      const found = automations.get(id);
      if (found?.stopped === null) stopped.push({ id, reason });
      if (found) automations.set(id, { ...found, stopped: reason });
      return Promise.resolve();
    },
    operation: () => Promise.resolve([]),
    workspace: () => Promise.resolve({ timezone: world.timezone, perDay: world.perDay, team: world.team }),
    person: (actors) => {
      if (world.isStoreAway) return Promise.reject(new Error("D1 is away"));
      return Promise.resolve(actors.map((actor) => people.get(actor)).find((found) => found !== undefined) ?? null);
    },
    lastZone: ([actor = 0]) => Promise.resolve(world.zones.get(actor) ?? null),
    audienceName: () => Promise.resolve("Women over 35"),
    answer: () => world.answer(),
  });
  messaging.house = house;
  worlds += 1;
  const id = env.MESSENGER.idFromName(`world ${worlds}`);
  const inside = <Result>(work: (instance: Instance, state: DurableObjectState) => Promise<Result>): Promise<Result> =>
    runInDurableObject(env.MESSENGER.get(id), (instance, state) => work(instance as unknown as Instance, state));

  return Object.assign(world, {
    inside,
    automate(definition: Record<string, unknown>, over: Partial<Automation> = {}): number {
      const number = automations.size + 1;
      automations.set(number, {
        id: number,
        uid: `uid${number}`,
        definition: AutomationDefinition.parse({ name: `Rule ${number}`, when: ENTERED, do: [MAIL], ...definition }),
        secretActions: [],
        enabled: true,
        enabledAt: START,
        stopped: null,
        stoppedAt: null,
        origin: "https://hw.example",
        createdAt: START,
        updatedAt: START,
        ...over,
      });
      return number;
    },
    meet(...ids: number[]) {
      for (const one of ids) people.set(one, person(one));
    },
    /** Two people become one. */
    merge(one: number, other: number) {
      const [a, b] = [people.get(one), people.get(other)];
      if (!a || !b) throw new Error("there is no such person");
      const merged = { ...a, actors: [...new Set([...a.actors, ...b.actors])], traits: { ...b.traits, ...a.traits } };
      for (const actor of merged.actors) people.set(actor, merged);
    },
    take: (...firings: Firing[]) => inside((instance) => instance.take(firings)),
    changed: () => inside((instance) => instance.changed()),
    alarmAt: () => inside((_, state) => state.storage.getAlarm()),
    /** Lets time pass up to a moment, ringing each alarm when it is due; without one, what is due now. */
    async until(moment = world.now) {
      for (let rings = 0; rings < 200; rings += 1) {
        const at = await inside((_, state) => state.storage.getAlarm());
        if (at === null || at > moment) break;
        world.now = Math.max(world.now, at);
        await inside(async (instance, state) => {
          await state.storage.deleteAlarm();
          await instance.alarm();
        });
      }
      world.now = Math.max(world.now, moment);
    },
    /** The states of an automation's sendings, the oldest first. */
    async states(automation: number): Promise<string[]> {
      const log = await inside((instance) => instance.log({ automation, actors: null, before: null, limit: 1_000 }));
      return log.toReversed().flatMap(({ sendings }) => sendings.map(({ state, wait }) => wait ?? state));
    },
  });
}

export type MessengerWorld = ReturnType<typeof messengerWorld>;

export const eventCause = (name: string, messageId: string): FiringCause => ({
  kind: "event",
  messageId,
  name,
  properties: { total: 12 },
});
