import { afterEach, beforeEach, expect, test } from "vitest";
import { change, members, remove } from "../audiences/audience-world.ts";
import { admin, createSource } from "../support/world.ts";
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
  const source = await createSource();
  await chooseProvider("resend");
  world = await tellingWorld(() => 0.99, source.id);
});
afterEach(async () => {
  for (const id of made.rules.splice(0)) await send(`/api/automations/${id}`, "DELETE");
  for (const id of made.audiences.splice(0)) await remove(id);
  leaveWorld();
});

const did = (userId: string, name: string, daysAgo = 0): Deed => ({
  event: {
    type: "track",
    event: name,
    userId,
    messageId: `entry-${(messages += 1)}`,
    timestamp: new Date(world.now - daysAgo * DAY).toISOString(),
  },
});
const meet = (userId: string): Deed => ({
  event: {
    type: "identify",
    userId,
    messageId: `entry-${(messages += 1)}`,
    timestamp: new Date(world.now).toISOString(),
    traits: { email: `${userId}@x.example` },
  },
});
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
  expect(await members(audience)).toEqual(["u:ben"]);
  await send(`/api/automations/${rule}`, "PATCH", { when: { audience: other, change: "entered" } });
  await rest();
  expect(await members(other)).toEqual(["u:eve"]);
  expect(world.receivers.mails).toEqual([]);
  await world.happen([did("ben", "Sell")]);
  await rest();
  expect(world.receivers.mails).toEqual(["ben@x.example"]);
});

test("SEMANTICS §9: late events change who is in it now; of having matched in the past nobody is told", async () => {
  const audience = await audienceOf({ did: { event: "Buy" }, count: { op: "gte", value: 2 }, within: WEEK });
  await ruleOn(audience);
  await world.happen([meet("ada"), did("ada", "Buy", 9), did("ada", "Buy", 10), meet("ben"), did("ben", "Buy", 3)]);
  await rest();
  expect(await members(audience)).toEqual([]);
  await world.happen([did("ben", "Buy", 6), did("ada", "Buy", 6)]);
  await rest();
  expect(await members(audience)).toEqual(["u:ben"]);
  expect(world.receivers.mails).toEqual(["ben@x.example"]);
});

test("SEMANTICS §9: quiet hours delay sending, not checking", async () => {
  const audience = await audienceOf({ did: { event: "Buy" }, within: { value: 1, unit: "hour" } });
  // It is 12:00 in the zone of whoever asks; requests of this world come from Montevideo, three hours behind.
  const rule = await ruleOn(audience, { quietHours: { from: "09:00", to: "12:30" } });
  await world.happen([meet("ada"), did("ada", "Buy")]);
  await world.rest(world.now + HOUR / 2);
  expect(await members(audience)).toEqual(["u:ada"]);
  expect(world.receivers.mails).toEqual([]);
  const waits = await admin<{ firings: { actions: { wait: string }[] }[] }>(`/api/automations/${rule}/log`);
  expect(waits.firings.map(({ actions }) => actions.map(({ wait }) => wait))).toEqual([["quiet"]]);
  await world.rest(START + 6 * HOUR);
  expect(await members(audience)).toEqual([]);
  expect(world.receivers.mails).toEqual(["ada@x.example"]);
});
