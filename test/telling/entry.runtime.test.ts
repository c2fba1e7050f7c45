import { afterEach, beforeEach, expect, test } from "vitest";
import { change, members, remove } from "../audiences/audience-world.ts";
import { admin, call, createSource } from "../support/world.ts";
import { type Deed } from "./cast.ts";
import { chooseProvider, send } from "./rules.ts";
import { leaveWorld, START, type TellingWorld, tellingWorld } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = { value: 7, unit: "day" };

let world: TellingWorld;
let messages = 0;
const made: { audiences: number[]; rules: number[] } = { audiences: [], rules: [] };

beforeEach(async () => {
  of += 1;
  const source = await createSource();
  await chooseProvider("resend");
  world = await tellingWorld(() => 0.99, source.id);
});
afterEach(async () => {
  for (const id of made.rules.splice(0)) await send(`/api/automations/${id}`, "DELETE");
  for (const id of made.audiences.splice(0)) await remove(id);
  leaveWorld();
});

/** What others did before stays in the packs: each test has people of its own. */
let of = 0;
const did = (name: string, event: string, daysAgo = 0): Deed => ({
  event: {
    type: "track",
    event,
    userId: `${name}${of}`,
    messageId: `entry-${(messages += 1)}`,
    timestamp: new Date(world.now - daysAgo * DAY).toISOString(),
  },
});
const meet = (name: string): Deed => ({
  event: {
    type: "identify",
    userId: `${name}${of}`,
    messageId: `entry-${(messages += 1)}`,
    timestamp: new Date(world.now).toISOString(),
    traits: { email: mailOf(name) },
  },
});
const mailOf = (name: string): string => `${name}${of}@x.example`;
const uid = (name: string): string => `u:${name}${of}`;
const rest = () => world.rest(world.now + HOUR);

async function audienceOf(where: object): Promise<number> {
  const { id } = await send<{ id: number }>("/api/audiences", "POST", { name: "A", where });
  made.audiences.push(id);
  await rest();
  return id;
}
async function ruleOn(audience: number, more: object = {}): Promise<number> {
  const { id } = await send<{ id: number }>("/api/automations", "POST", {
    name: "R",
    when: { audience, change: "entered" },
    do: [{ email: "person", subject: "Hello", body: "…" }],
    ...more,
  });
  made.rules.push(id);
  await send(`/api/automations/${id}/enable`, "POST");
  await rest();
  return id;
}

test("SEMANTICS §9: the first look after a rule is made or changed, or its audience, tells nobody; who enters later is told", async () => {
  await world.happen([
    meet("ada"),
    did("ada", "Buy"),
    meet("ben"),
    did("ben", "View"),
    meet("eve"),
    did("eve", "Sell"),
  ]);
  const audience = await audienceOf({ did: { event: "Buy" } });
  const other = await audienceOf({ did: { event: "Sell" } });
  const rule = await ruleOn(audience);
  await change(audience, { where: { did: { event: "View" } } });
  await rest();
  expect(await members(audience)).toEqual([uid("ben")]);
  await send(`/api/automations/${rule}`, "PATCH", { when: { audience: other, change: "entered" } });
  await rest();
  expect(await members(other)).toEqual([uid("eve")]);
  expect(world.receivers.mails).toEqual([]);
  await world.happen([did("ben", "Sell")]);
  await rest();
  expect(world.receivers.mails).toEqual([mailOf("ben")]);
});

test("SEMANTICS §9: late events change who is in it now; of having matched in the past nobody is told", async () => {
  const audience = await audienceOf({ did: { event: "Buy" }, count: { op: "gte", value: 2 }, within: WEEK });
  await ruleOn(audience);
  await world.happen([meet("ada"), did("ada", "Buy", 9), did("ada", "Buy", 10), meet("ben"), did("ben", "Buy", 3)]);
  await rest();
  expect(await members(audience)).toEqual([]);
  await world.happen([did("ben", "Buy", 6), did("ada", "Buy", 6)]);
  await rest();
  expect(await members(audience)).toEqual([uid("ben")]);
  expect(world.receivers.mails).toEqual([mailOf("ben")]);
});

test("SEMANTICS §9: quiet hours delay sending, not checking", async () => {
  const audience = await audienceOf({ did: { event: "Buy" }, within: { value: 1, unit: "hour" } });
  // It is 12:00 in the zone of whoever asks; requests of this world come from Montevideo, three hours behind.
  const rule = await ruleOn(audience, { quietHours: { from: "09:00", to: "12:30" } });
  await world.happen([meet("ada"), did("ada", "Buy")]);
  await world.rest(world.now + HOUR / 2);
  expect(await members(audience)).toEqual([uid("ada")]);
  expect(world.receivers.mails).toEqual([]);
  const waits = await admin<{ firings: { actions: { wait: string }[] }[] }>(`/api/automations/${rule}/log`);
  expect(waits.firings.map(({ actions }) => actions.map(({ wait }) => wait))).toEqual([["quiet"]]);
  await world.rest(START + 6 * HOUR);
  expect(await members(audience)).toEqual([]);
  expect(world.receivers.mails).toEqual([mailOf("ada")]);
});

test("SEMANTICS §9: who leaves by the link of a mail gets no mail of another rule either, and the log says why", async () => {
  const audience = await audienceOf({ did: { event: "Buy" } });
  await ruleOn(audience);
  await world.happen([meet("ada"), did("ada", "Buy"), meet("ben"), did("ben", "Buy")]);
  await rest();
  expect(world.receivers.mails.toSorted()).toEqual([mailOf("ada"), mailOf("ben")]);
  const link = world.receivers.leave[world.receivers.mails.indexOf(mailOf("ada"))]?.replace(/^<(.*)>$/, "$1") ?? "";
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { pathname, search } = new URL(link);
  const left = await call(pathname + search, { method: "POST", headers, body: "List-Unsubscribe=One-Click" });
  expect(left.ok).toBe(true);
  const other = await ruleOn(await audienceOf({ did: { event: "Sell" } }));
  await world.happen([did("ada", "Sell"), did("ben", "Sell")]);
  await rest();
  expect(world.receivers.mails.slice(2)).toEqual([mailOf("ben")]);
  const log = await admin<{ firings: { person: { id: string }; actions: { state: string }[] }[] }>(
    `/api/automations/${other}/log`,
  );
  const states = log.firings.map(({ person, actions }) => `${person.id} ${actions.map(({ state }) => state).join()}`);
  expect(states.toSorted()).toEqual([`${uid("ada")} unsubscribed`, `${uid("ben")} sent`]);
});
