import { afterEach, expect, test } from "vitest";
import { audience as shown, remove } from "../audiences/audience-world.ts";
import { seededRandom } from "../support/at-least-once.ts";
import { admin, createSource } from "../support/world.ts";
import { addressOf, again, audienceOf, castOf, mixed, type Role } from "./cast.ts";
import { chooseProvider, send, type TestProvider } from "./rules.ts";
import { leaveWorld, START, type TellingWorld, tellingWorld } from "./world.ts";

/** VITE_CRASHES=200 is a long run; the daily one is smaller. */
const SCHEDULES = Number(import.meta.env["VITE_CRASHES"] ?? 6);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rounds in which they go on dying when everybody has done everything. */
const CALM = 14;

afterEach(leaveWorld);

/** Where whoever dies can't know what the other one has. */
const PLACES = {
  audiences: ["before handing over", "after handing over"],
  messenger: ["before sending", "after sending"],
} as const;
/** About as many as a run has. */
const STEPS = { audiences: 200, messenger: 80 } as const;

/** In this round one of the two dies, if it comes that far: at a step of chance, or at one of those places. */
function threaten(world: TellingWorld, random: () => number): void {
  world.audiences.executioner.spare();
  world.messenger.executioner.spare();
  const victim = random() < 0.6 ? "audiences" : "messenger";
  const [before, after] = PLACES[victim];
  const place = random() < 0.5 ? before : after;
  world[victim].executioner.killAt(random() < 0.33 ? place : 1 + Math.floor(random() ** 2 * STEPS[victim]));
}

interface Told {
  role: string;
  received: number;
  /** The most that one address got. */
  most: number;
  sent: number;
  unknown: number;
}

interface Ended {
  mails: Told[];
  slack: Told[];
  deaths: { audiences: number; messenger: number };
}

/** One history, from the first event to the last message. */
async function history(seed: number, provider: TestProvider): Promise<Ended> {
  const random = seededRandom(seed);
  const source = await createSource();
  await chooseProvider(provider);
  const world = await tellingWorld(random, source.id);
  const includePresent = random() < 0.5;
  const roles = castOf(seed, START, includePresent);
  await world.happen(
    mixed(
      roles.map(({ before }) => before),
      random,
    ),
  );

  const where = audienceOf(seed);
  const audience = await send<{ id: number }>("/api/audiences", "POST", { name: `Women ${seed}`, where });
  await world.rest(world.now + HOUR);
  const rule = async (action: object): Promise<number> => {
    const when = { audience: audience.id, change: "entered", includePresent };
    const { id } = await send<{ id: number }>("/api/automations", "POST", { name: `Tell ${seed}`, when, do: [action] });
    await send(`/api/automations/${id}/enable`, "POST", { includePresent });
    return id;
  };
  const mail = await rule({ email: "person", subject: "Hello {{ person.email }}", body: "…" });
  const slack = await rule({ slack: "https://hooks.slack.com/services/T0/B0/x", text: "{{ person.email }}" });
  await world.rest(world.now + 1_000);

  world.isStorm = true;
  const script = mixed(
    roles.map(({ deeds }) => deeds),
    random,
  );
  for (let calm = 0; calm < CALM;) {
    threaten(world, random);
    const dice = random();
    if (dice < 0.4 && script.length > 0) await world.happen(script.splice(0, 2 + Math.floor(random() * 6)));
    else if (dice < 0.45) await world.repeat();
    else if (dice < 0.5) await world.wakeAgain();
    else await world.ringNext(START + 12 * HOUR);
    if (script.length === 0) calm += 1;
  }
  await world.rest(START + 20 * HOUR);
  const first = [...world.receivers.mails];

  // A month later they are out of it, and one of each kind comes back: who was told is not told again.
  world.now = START + 31 * DAY;
  await world.rest(world.now + HOUR);
  expect((await shown(audience.id)).size).toBe(0);
  world.isStorm = true;
  const back = roles.filter(({ told: [least] }) => least > 0);
  threaten(world, random);
  await world.happen(back.flatMap((role) => again(seed, role, world.now)));
  await world.rest(world.now + 20 * HOUR);
  expect(world.receivers.mails).toEqual(first);
  const ended = {
    mails: await toldOf(mail, roles, world.receivers.mails),
    slack: await toldOf(slack, roles, world.receivers.slack),
    deaths: { audiences: world.audiences.executioner.deaths(), messenger: world.messenger.executioner.deaths() },
  };
  for (const id of [mail, slack]) await send(`/api/automations/${id}`, "DELETE");
  await remove(audience.id);
  await world.rest(world.now + HOUR);
  return ended;
}

async function toldOf(automation: number, roles: readonly Role[], received: readonly string[]): Promise<Told[]> {
  const log = await admin<{
    firings: { person: { id: string } | null; actions: { state: string }[] }[];
    next: string | null;
  }>(`/api/automations/${automation}/log?limit=100`);
  expect(log.next).toBeNull();
  return roles.map(({ name, users }) => {
    const states = log.firings
      .filter(({ person }) => users.some((user) => person?.id === `u:${user}`))
      .flatMap(({ actions }) => actions.map(({ state }) => state));
    const each = users.map((user) => received.filter((address) => address === addressOf(user)).length);
    const count = (state: string) => states.filter((one) => one === state).length;
    return {
      role: name,
      received: each.reduce((all, one) => all + one, 0),
      most: Math.max(...each),
      sent: count("sent"),
      unknown: count("unknown"),
    };
  });
}

/** What is wrong with what somebody was told. */
function faultsOf(told: readonly Told[], roles: readonly Role[], idempotent: boolean): string[] {
  return roles.flatMap(({ name, told: [least, most] }) => {
    const one = told.find(({ role }) => role === name);
    if (!one) return [`${name} is missing`];
    const { received, sent, unknown } = one;
    const ended = sent + unknown;
    const isRight =
      one.most <= 1 &&
      ended >= least &&
      ended <= most &&
      received >= sent &&
      received <= ended &&
      (!idempotent || (unknown === 0 && received === sent));
    return isRight ? [] : [`${name}: ${JSON.stringify(one)}, not ${least} to ${most}`];
  });
}

const total = (told: readonly Told[], what: "received" | "unknown") => told.reduce((sum, one) => sum + one[what], 0);

test(
  `SEMANTICS §9: from event to mail, both objects dying between any two steps, ${SCHEDULES} times over: nobody is told twice, nobody forgotten`,
  { timeout: 60_000 + SCHEDULES * 20_000 },
  async () => {
    const sums = { mails: 0, unknownMails: 0, slack: 0, unknownSlack: 0, audiencesDied: 0, messengerDied: 0 };
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const provider = seed % 3 === 0 ? "postmark" : "resend";
      const { mails, slack, deaths } = await history(seed, provider);
      const roles = castOf(seed, START, seededRandom(seed)() < 0.5);
      const wrong = {
        mails: faultsOf(mails, roles, provider === "resend"),
        slack: faultsOf(slack, roles, false),
      };
      expect({ seed, provider, ...wrong }).toEqual({ seed, provider, mails: [], slack: [] });
      sums.mails += total(mails, "received");
      sums.unknownMails += total(mails, "unknown");
      sums.slack += total(slack, "received");
      sums.unknownSlack += total(slack, "unknown");
      sums.audiencesDied += deaths.audiences;
      sums.messengerDied += deaths.messenger;
    }
    console.info(JSON.stringify({ schedules: SCHEDULES, ...sums }));
    expect(sums.audiencesDied).toBeGreaterThan(SCHEDULES / 2);
    expect(sums.messengerDied).toBeGreaterThan(SCHEDULES / 2);
  },
);
