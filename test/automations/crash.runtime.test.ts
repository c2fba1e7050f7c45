import { afterAll, expect, test } from "vitest";
import type { Firing } from "#core/firing.ts";
import { seededRandom } from "../support/at-least-once.ts";
import { createExecutioner, ending, isCrash, type Life, mortalStorage } from "../support/crash.ts";
import { births } from "../support/worker.ts";
import { entry, messengerWorld, START } from "./messenger-world.ts";

/** VITE_CRASHES=2000 is a long run; the daily one is smaller. */
const SCHEDULES = Number(import.meta.env["VITE_CRASHES"] ?? 15);
const PEOPLE = 3;
const HOUR = 3_600_000;
afterAll(() => void (births.messenger = null));

interface Told {
  /** Messages taken by the receiver, by whom they are for. */
  taken: Map<string, number>;
  states: string[];
  deaths: number;
  steps: number;
}

/**
 * One history: people enter, an outbox hands their firings over until they are taken, a Messenger sends, and dies at steps
 * that chance chooses, most of them while a message is under way. Then it is left in peace until nothing waits.
 */
async function history(seed: number, idempotent: boolean): Promise<Told> {
  const random = seededRandom(seed);
  const executioner = createExecutioner();
  let life: Life = { step: () => undefined };
  births.messenger = (context) => (life = executioner.born(ending(context)));
  const world = messengerWorld({ idempotent, storage: (real) => mortalStorage(real, life) });
  const { channels } = world;
  const sends = channels.send;
  channels.send = async (message, envelope) => {
    const { step } = life;
    step();
    // Some receivers say no for now, so that tries and deaths mix.
    if (random() < 0.15) return { outcome: "later", reason: "busy", afterMs: null };
    const outcome = await sends(message, envelope);
    step();
    return outcome;
  };
  const rule = world.automate({
    do: [{ email: "person", subject: "Hello", body: "…" }, { webhook: "https://x.example/" }],
  });
  // And one that is about nobody: it is computed, stored and sent by the Messenger alone.
  const timed = world.automate({ when: { schedule: "day", at: "12:30" }, do: [{ webhook: "https://t.example/" }] });
  let isClockSet = false;
  const ids = Array.from({ length: PEOPLE }, (_, index) => index + 1);
  world.meet(...ids);
  const outbox: Firing[] = ids.map((id) => entry(rule, id));

  /** Calls the object as the platform does; says whether it lived through it. */
  const survives = async (work: Parameters<typeof world.inside>[0]): Promise<boolean> => {
    const before = executioner.deaths();
    try {
      await world.inside(work);
      return executioner.deaths() === before;
    } catch (error) {
      // The one that came before may not be buried yet: who calls it then hears of its death.
      if (!isCrash(error)) throw error;
      return false;
    } finally {
      executioner.spare();
    }
  };

  let isRetry = false;
  let isOver = false;
  for (let round = 0; round < 400 && !isOver; round += 1) {
    const isStorm = round < 40;
    if (isStorm) executioner.killAt(1 + Math.floor(random() * 90));
    else executioner.spare();
    // The outbox forgets a firing only when it was taken; now and then it dies itself, and hands it over again.
    if (outbox.length > 0 && random() < 0.5) {
      const [first] = outbox;
      if (first && (await survives((messenger) => messenger.take([first])))) {
        if (random() < 0.8 || !isStorm) outbox.shift();
      }
      continue;
    }
    if (!isClockSet) {
      isClockSet = await survives((messenger) => messenger.changed());
      continue;
    }
    let at: number | null = world.now;
    // Waking up is a step, too.
    const isAwake = await survives(async (_, state) => {
      if (!isRetry) at = await state.storage.getAlarm();
    });
    if (!isAwake) continue;
    if (at === null) continue;
    if (isStorm) executioner.killAt(1 + Math.floor(random() * 90));
    // The next day's schedule is another story.
    if (at > START + 12 * HOUR) {
      isOver = outbox.length === 0;
      continue;
    }
    world.now = Math.max(world.now, at);
    // As the platform has it: the alarm is gone once it rings, and rings again where the handler didn't come to its end.
    isRetry = !(await survives(async (messenger, state) => {
      if (!isRetry) await state.storage.deleteAlarm();
      await messenger.alarm({ isRetry, retryCount: isRetry ? 1 : 0 });
    }));
  }
  expect(world.now).toBeLessThan(START + 24 * HOUR);
  const taken = new Map<string, number>();
  for (const { message, key } of world.received) {
    const of = message.via === "mail" ? message.to.join() : `${message.via} ${idempotent ? key : bodyOf(message)}`;
    taken.set(of, (taken.get(of) ?? 0) + 1);
  }
  expect(await survives(() => Promise.resolve())).toBe(true);
  const states = [...(await world.states(rule)), ...(await world.states(timed))];
  return { taken, states, deaths: executioner.deaths(), steps: executioner.steps() };
}

const bodyOf = (message: object): string =>
  "body" in message ? ((JSON.parse(String(message.body)) as Body).data.person?.id ?? "nobody") : "";
interface Body {
  data: { person?: { id: string } };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const MESSAGES = PEOPLE * 2 + 1;

test(
  `SEMANTICS §9: dying between any two steps, ${SCHEDULES} times over, an idempotent channel is told each message exactly once`,
  { timeout: 60_000 + SCHEDULES * 2_000 },
  async () => {
    let deaths = 0;
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const told = await history(seed, true);
      expect({ seed, taken: [...told.taken.values()] }).toEqual({
        seed,
        taken: Array.from({ length: MESSAGES }, () => 1),
      });
      expect({ seed, states: told.states }).toEqual({ seed, states: Array.from({ length: MESSAGES }, () => "sent") });
      deaths += told.deaths;
    }
    console.info(
      JSON.stringify({ schedules: SCHEDULES, channel: "idempotent", messages: SCHEDULES * MESSAGES, deaths }),
    );
    expect(deaths).toBeGreaterThan(SCHEDULES);
  },
);

test(
  `SEMANTICS §9: dying between any two steps, ${SCHEDULES} times over, no message goes twice; of what is unknown the log says so`,
  { timeout: 60_000 + SCHEDULES * 2_000 },
  async () => {
    const totals = { deaths: 0, taken: 0, unknown: 0 };
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const told = await history(1_000 + seed, false);
      expect(Math.max(...told.taken.values())).toBe(1);
      const sent = told.states.filter((state) => state === "sent").length;
      const unknown = told.states.filter((state) => state === "unknown").length;
      // None is lost: each is sent, or listed as one of which nobody knows.
      expect({ seed, all: sent + unknown, states: told.states.length }).toEqual({
        seed,
        all: MESSAGES,
        states: MESSAGES,
      });
      const taken = sum([...told.taken.values()]);
      expect(taken).toBeGreaterThanOrEqual(sent);
      expect(taken).toBeLessThanOrEqual(sent + unknown);
      totals.deaths += told.deaths;
      totals.taken += taken;
      totals.unknown += unknown;
    }
    console.info(
      JSON.stringify({ schedules: SCHEDULES, channel: "not idempotent", messages: SCHEDULES * MESSAGES, ...totals }),
    );
    expect(totals.deaths).toBeGreaterThan(SCHEDULES);
    expect(totals.unknown).toBeGreaterThan(0);
  },
);
