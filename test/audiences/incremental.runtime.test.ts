import { env } from "cloudflare:workers";
import { afterAll, describe, expect, test } from "vitest";
import type { Firing } from "#core/firing.ts";
import type { Condition } from "#core/question.ts";
import { publishLinks } from "#identity/publish.ts";
import { profileStatements } from "#identity/write-profiles.ts";
import { append, createWriter } from "#store/append.ts";
import { eventOf } from "../oracle/query-events.ts";
import type { Act, Ids } from "../oracle/query-history.ts";
import { naiveMember } from "../oracle/member.ts";
import { peopleIn } from "../oracle/query-people.ts";
import { seeds, SOAK } from "../oracle/query-seeds.ts";
import { emptyDatabase } from "../oracle/query-store.ts";
import { watched } from "../support/worker.ts";
import { asked, change, create, object, settle, type TestChange } from "./audience-world.ts";
import { type Life, lifeOf, type Step } from "./life.ts";

const original = { ...watched };
afterAll(() => void Object.assign(watched, original));

/** Of each life, in an ordinary run. */
const ACTS = 60;

interface Met {
  steps: number;
  members: number;
  changes: Record<string, number>;
  firings: number;
}

/** Goes through a life; after `every` so many steps, taken as one, each audience is who reports find, and who the words of the semantics mean. */
async function live({ now: start, steps }: Life, every: number): Promise<Met> {
  await emptyDatabase(env.DB);
  watched.triggers = [];
  let now = start;
  watched.clock = () => now;
  // A check would put right what this is to find.
  watched.checkEveryMs = 1e15;
  await settle();
  const fired: Firing[] = [];
  watched.take = async (firings) => void fired.push(...firings);
  const writer = createWriter();
  const acts: Act[] = [];
  const audiences: { id: number; where: Condition }[] = [];
  const told = new Map<number, number>();
  const met: Met = { steps: 0, members: 0, changes: {}, firings: 0 };

  const happen = async (step: Step): Promise<void> => {
    if (step.kind === "clock") {
      now = step.now;
    } else if (step.kind === "link") {
      await publishLinks(env.DB, [step.link], 100);
    } else if (step.kind === "events") {
      const events = step.acts.map((act, at) => eventOf(act, `m${acts.length + at}`));
      acts.push(...step.acts);
      const arrival = { requestId: `r${acts.length}`, offset: 0, sourceId: 1, receivedAt: now, events, refused: [] };
      await append(
        env.DB,
        writer,
        [arrival],
        () => now,
        (stored) =>
          profileStatements(
            env.DB,
            stored.map(({ event }) => event),
          ),
      );
    } else if (step.kind === "create") {
      const { id } = await create(step.where);
      audiences.push({ id, where: step.where });
      watched.triggers = audiences.map(({ id: audience }) => ({
        automation: audience,
        when: { audience, change: "entered", includePresent: false },
      }));
    } else {
      const one = audiences[step.which % audiences.length];
      if (!one) return;
      one.where = step.where;
      await change(one.id, { where: step.where });
    }
  };

  for (const [at, step] of steps.entries()) {
    await happen(step);
    if (at % every !== 0 && at < steps.length - 1) continue;
    await settle();
    met.steps += 1;
    const people = peopleIn({
      people: await groups(),
      batches: [acts],
      era: { from: 0, to: 0, anchors: [] },
      now,
      linkedBefore: 0,
    });
    const sizes = new Map((await object().report()).map(({ audience, size }) => [audience, size]));
    for (const { id, where } of audiences) {
      const naive = people
        .filter((person) => naiveMember(where, person, now))
        .map((person) => person.id)
        .toSorted();
      const kept = await keptMembers(id);
      const hint = `step ${at}: ${JSON.stringify(step).slice(0, 3_000)}\naudience ${id}: ${JSON.stringify(where)}`;
      expect(kept, `kept up to date, ${hint}`).toEqual(naive);
      expect(await asked(where, now), `asked of the store, ${hint}`).toEqual(naive);
      expect(sizes.get(id), hint).toBe(naive.length);
      met.members += naive.length;
    }
    // Nobody is told of what a first look finds, and of everything else once.
    const logs = await Promise.all(audiences.map(({ id }) => object().changes(id, 1e9, 10_000)));
    const entered = logs.map((log) => log.filter((one) => one.change === "entered" && one.because !== "first_compute"));
    expect(fired.length).toBe(entered.flat().length);
    for (const [which, log] of logs.entries()) count(met.changes, log.slice(0, log.length - (told.get(which) ?? 0)));
    for (const [which, log] of logs.entries()) told.set(which, log.length);
  }
  expect(new Set(fired.map(({ key }) => key)).size).toBe(fired.length);
  met.firings = fired.length;
  expect(Object.keys(met.changes).filter((what) => what.includes("correction"))).toEqual([]);
  return met;
}

function count(counts: Record<string, number>, log: readonly Pick<TestChange, "change" | "because">[]): void {
  for (const { change: what, because } of log) counts[`${what} ${because}`] = (counts[`${what} ${because}`] ?? 0) + 1;
}

async function keptMembers(id: number): Promise<string[]> {
  const kept = await object().members(id, 0, 10_000);
  const rows = await env.DB.prepare("SELECT uid FROM actors WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(kept.map(({ person }) => person)))
    .raw<[string]>();
  return rows.map(([uid]) => uid).toSorted();
}

/** Who is who, as the map of the database has it: that is shown elsewhere. */
async function groups(): Promise<Ids[]> {
  const rows = await env.DB.prepare(
    "SELECT coalesce(p.person_id, a.id), a.uid FROM actors a LEFT JOIN person_of p ON p.actor_id = a.id",
  ).raw<[person: number, uid: string]>();
  const byPerson = Map.groupBy(rows, ([person]) => person);
  return [...byPerson.values()].map((own) => {
    const ids = (kind: string) => own.flatMap(([, uid]) => (uid.startsWith(kind) ? [uid.slice(2)] : []));
    return { users: ids("u:"), devices: ids("a:") };
  });
}

describe("members, kept up to date event by event, are those of a full recompute", () => {
  test.each(seeds(6))(
    "life %i",
    async (seed) => {
      const met = await live(lifeOf(seed, SOAK > 0 ? Infinity : ACTS), seed % 2 === 0 ? 3 : 1);
      if (SOAK > 0) console.log(`life ${seed}: ${JSON.stringify(met)}`);
      expect(met.members).toBeGreaterThan(met.steps);
    },
    600_000,
  );
});
