import { runInDurableObject } from "cloudflare:test";
import { afterAll, expect, it, vi } from "vitest";
import type { Firing } from "#core/firing.ts";
import type { Condition } from "#core/question.ts";
import { seededRandom } from "../support/at-least-once.ts";
import { faults, watched } from "../support/worker.ts";
import { createSource, post, storedEvents } from "../support/world.ts";
import { asked, audience, create, members, object, remove } from "./audience-world.ts";

const PEOPLE = 150;
const original = { ...watched };
const made: number[] = [];
afterAll(async () => {
  faults.crash = null;
  Object.assign(watched, original);
  for (const id of made) await remove(id);
});

/** The object dies as it does when its machine does: at once, in the middle of whatever it was doing. */
const kill = (): Promise<void> =>
  runInDurableObject(object(), (_, state) => state.abort("crash")).catch(() => undefined);

it(
  "the object and consumers die in the middle of computing, following and telling: nobody is forgotten, nobody is told of as new",
  { timeout: 240_000 },
  async () => {
    const random = seededRandom(3);
    const source = await createSource();
    const event = `Buy ${source.id}`;
    const buy = async (from: number, to: number) => {
      for (let at = from; at < to; at += 25) {
        const batch = Array.from({ length: Math.min(25, to - at) }, (_, one) => ({
          type: "track",
          event,
          userId: `c${source.id}-${at + one}`,
        }));
        expect((await post("/v1/batch", source.writeKey, { batch })).ok).toBe(true);
      }
    };
    await buy(0, PEOPLE);
    await storedEvents(source, PEOPLE);

    const dying = { isOver: false, deaths: 0 };
    const deaths = (async () => {
      while (!dying.isOver) {
        await new Promise((resolve) => setTimeout(resolve, 50 + random() * 500));
        await kill();
        dying.deaths += 1;
      }
    })();
    faults.crash = () => random() < 0.15;

    /** By key: what came again is the same. */
    const told = new Map<string, Firing>();
    watched.take = async (firings) => {
      for (const firing of firings) told.set(firing.key, firing);
      if (random() < 0.3) throw new Error("taken, but nobody knows");
    };
    const where: Condition = { did: { event } };
    const { id } = await create(where);
    made.push(id);
    watched.triggers = [{ automation: 1, when: { audience: id, change: "entered", includePresent: false } }];
    const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 90_000, interval: 300 });
    await eventually(async () => expect(await audience(id)).toMatchObject({ state: "live", size: PEOPLE }));
    await eventually(() => object().changed());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await buy(PEOPLE, 2 * PEOPLE);
    await storedEvents(source, 2 * PEOPLE);
    await vi.waitFor(() => expect(dying.deaths).toBeGreaterThan(10), { timeout: 30_000 });
    faults.crash = null;
    // A machine that is busy may take longer to start the object than it lives here: what is proven is what comes after.
    dying.isOver = true;
    await deaths;
    await eventually(async () => {
      // As the next event does: the platform repeats an alarm that died ever later.
      await object().wake();
      expect(await members(id)).toHaveLength(2 * PEOPLE);
    });
    await eventually(async () => {
      await object().wake();
      expect(told.size).toBe(PEOPLE);
    });
    expect(await members(id)).toEqual(await asked(where, Date.now()));
    // Once each, and none of those who were there first.
    expect(new Set([...told.values()].map(({ actors }) => actors[0])).size).toBe(PEOPLE);
    expect((await audience(id)).size).toBe(2 * PEOPLE);
  },
);
