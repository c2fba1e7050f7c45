import { handOverOverdue } from "#identity/hand-over.ts";
import { BY_HAND, type Link, NEVER } from "#identity/link.ts";
import { edgeBetween } from "#identity/links-of.ts";
import type { Act, Said } from "../../identity-model.ts";
import { BASE, type Command, type Interruption, type Schedule } from "../schedule.ts";
import { type Names, namesWith, objectsOf } from "./names.ts";
import type { Env } from "./object-under-test.ts";
import { atRest, type DatabaseState, databaseState, type Rest } from "./observe.ts";
import { createConsumer } from "./queue.ts";
import { interruptible, note, stage } from "./stage.ts";

export interface Observed {
  /** After whatever publishes: the state of each database. */
  samples: DatabaseState[][];
  /** When every message is acknowledged and no alarm is left; null where one was lost, so that this promises nothing. */
  quiet: Rest | null;
  /** After the janitor. */
  cleaned: Rest;
  unacknowledged: string[];
  alarmsThrew: number;
  happened: Record<string, number>;
}

/** The janitor looks at what has waited for two minutes. */
const LATER = 200_000;
const ROUNDS = 20;
/** A delivery that nothing disturbs. */
const PLAIN = { isolate: 0, cache: 0, fault: null };

/** Runs a schedule on databases that are emptied first, brings everything to rest, and tells what is there. */
export async function runSchedule(env: Env, schedule: Schedule, prefix: string): Promise<Observed> {
  const { placement, messages, acts, commands } = schedule;
  const databases = placement.databases === 1 ? [env.A] : [env.A, env.B];
  await Promise.all(databases.map(empty));
  Object.assign(stage, { databases: databases.map(interruptible), interruption: null, death: null });
  stage.told.clear();
  stage.armed.clear();
  stage.throws.clear();
  stage.happened = {};

  const names = namesWith(prefix);
  const objects = objectsOf(env, prefix, placement.buckets);
  const consumer = createConsumer(env.A, databases[1] ?? null, objects, names);
  const done = new Set<Act>();
  const samples: DatabaseState[][] = [];
  let now = BASE + 1_000;
  let lost = 0;
  let alarmsThrew = 0;

  const sample = async () => {
    samples.push(await Promise.all(databases.map((db) => databaseState(db, names))));
  };
  const kill = (name: string) => objects.named(name).kill().catch(killed);
  const interrupt = (name: string, during: Interruption | null) => {
    stage.interruption = during && {
      left: during.transaction,
      when: during.when,
      act: () => interruption(name, during),
    };
  };
  const interruption = async (name: string, { what, ending }: Interruption): Promise<void> => {
    note(`publishing met: ${typeof what === "string" ? what : "other work"}`);
    if (what === "fail") return fail();
    if (what === "die") return kill(name);
    if (what === "news") {
      const news = messages.filter((said) => !consumer.acknowledged.has(said.id) && isAbout(said, name)).slice(0, 2);
      note("told of news while publishing", news.length);
      if (news.length > 0) await consumer.deliver({ ...PLAIN, messages: news, now });
    } else {
      for (const command of what) await execute(command);
    }
    if (ending === "again" && (await ring(name))) note("publishing was overtaken");
    // What came meanwhile must not be published in the same breath.
    if (ending === "lost") stage.interruption = { left: 0, when: "before", act: fail };
  };
  /** May what a message says be kept by this object? */
  const isAbout = ({ userId, anonymousId, previousId }: Said, name: string): boolean =>
    [`u:${userId}`, `a:${anonymousId}`, `u:${previousId}`, `a:${previousId}`].some(
      (uid) => objects.nameOf(names.uidWith(uid)) === name,
    );
  const ring = async (name: string, during: Interruption | null = null): Promise<boolean> => {
    interrupt(name, during);
    try {
      const sound = await objects.named(name).ring();
      if (sound === "threw") alarmsThrew += 1;
      return sound !== "silent";
    } catch (error) {
      killed(error);
      await objects.named(name).windUp();
      return true;
    } finally {
      stage.interruption = null;
      if (during?.ending === "lost") await lose([name]);
    }
  };
  const lose = async (armed: readonly string[]): Promise<void> => {
    for (const name of armed) {
      if (!(await objects.named(name).loseAlarm())) continue;
      lost += 1;
      note("alarm lost");
    }
  };
  const actNow = async (act: Act, during: Interruption | null = null): Promise<void> => {
    const link = linkOf(act, names);
    interrupt(objects.nameOf(link.from), during);
    try {
      await objects.of(link.from).joinNow([link]);
      done.add(act);
    } catch (error) {
      failed(error);
    } finally {
      stage.interruption = null;
      if (during?.ending === "lost") await lose([objects.nameOf(link.from)]);
    }
  };
  const execute = async (command: Command): Promise<void> => {
    now += 1_000;
    switch (command.do) {
      case "deliver": {
        const some = [...new Set(command.messages.map((index) => messages[index % messages.length]))];
        const armed = new Set(stage.armed);
        stage.death = command.dies && { left: command.dies.call, when: command.dies.when };
        await consumer.deliver({ ...command, messages: some.filter((said) => said !== undefined), now });
        stage.death = null;
        if (command.lost) await lose([...stage.armed].filter((name) => !armed.has(name)));
        return;
      }
      case "alarm": {
        const next = messages.find(({ id }) => !consumer.acknowledged.has(id));
        if (stage.armed.size === 0 && command.during && next)
          await consumer.deliver({ ...PLAIN, messages: [next], now });
        const name = nth(stage.armed, command.object);
        if (name) await ring(name, command.during);
        return sample();
      }
      case "act": {
        const act = acts[command.act % Math.max(1, acts.length)];
        if (!act) return;
        await actNow(act, command.during);
        return sample();
      }
      case "kill": {
        const name = nth(stage.told, command.object);
        if (!name) return;
        note("killed");
        return kill(name);
      }
      case "lose": {
        const one = nth(stage.armed, command.object ?? 0);
        await lose(command.object === null ? [...stage.armed] : one ? [one] : []);
        return;
      }
      case "janitor":
        note("handed over by the janitor", await handOverOverdue(env.A, objects, now + LATER));
        return;
      case "together":
        await Promise.all(command.commands.map(execute));
        return sample();
    }
  };
  const ringAll = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      let rang = false;
      for (const name of stage.told) rang = (await ring(name)) || rang;
      if (!rang) return;
    }
  };

  for (const command of commands) await execute(command);
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = messages.filter(({ id }) => !consumer.acknowledged.has(id));
    if (left.length === 0) break;
    await consumer.deliver({ ...PLAIN, messages: left, isolate: round, now });
  }
  for (const act of acts) if (!done.has(act)) await actNow(act);
  await ringAll();
  await sample();
  const quiet = lost + alarmsThrew === 0 ? await atRest(objects, names) : null;
  note("handed over by the janitor", await handOverOverdue(env.A, objects, now + LATER));
  await ringAll();
  await sample();
  return {
    samples,
    quiet,
    cleaned: await atRest(objects, names),
    unacknowledged: messages.map(({ id }) => id).filter((id) => !consumer.acknowledged.has(id)),
    alarmsThrew,
    happened: stage.happened,
  };
}

const nth = (names: ReadonlySet<string>, number: number): string | undefined => [...names][number % names.size];

async function fail(): Promise<void> {
  throw new Error("D1_ERROR: Network connection lost.");
}

/** A call of an object that was killed rejects with this; anything else is news. */
function killed(error: unknown): void {
  if (!String(error).includes("killed by the schedule")) throw error;
}

function failed(error: unknown): void {
  if (!String(error).includes("Network connection lost")) killed(error);
}

function linkOf({ what, a, b, at }: Act, { uidWith }: Names): Link {
  const said = { messageId: "", via: "hand", sourceId: 0, seen: false };
  const rest =
    what === "join"
      ? { ...said, ts: BY_HAND, apartAt: 0, joinedAt: at }
      : { ...said, ts: NEVER, apartAt: at, joinedAt: 0 };
  if (a.startsWith("u:")) return edgeBetween(uidWith(a), uidWith(b), rest);
  return { ...rest, kind: "claim", from: uidWith(a), to: uidWith(b) };
}

/** A new schedule begins with empty databases; its objects are new anyhow. */
async function empty(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name <> 'd1_migrations'",
    )
    .all<{ name: string }>();
  await db.batch(results.map(({ name }) => db.prepare(`DELETE FROM ${name}`)));
}
