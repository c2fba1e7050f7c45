import { expect, test } from "vitest";
import { entry, eventCause, messengerWorld, person, START } from "./messenger-world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const mails = (world: ReturnType<typeof messengerWorld>) =>
  world.received.flatMap(({ message }) =>
    message.via === "mail" ? [`${message.to.join()}: ${message.mail.subject}`] : [],
  );

test("somebody enters, and a mail with their name goes out, once however often the firing is handed over", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.meet(1);
  await world.take(entry(rule, 1));
  await world.take(entry(rule, 1), entry(rule, 1));
  await world.until();
  await world.take(entry(rule, 1));
  await world.until();
  expect(mails(world)).toEqual(["p1@example.com: Hello Person"]);
  expect(await world.states(rule)).toEqual(["sent"]);
  expect(await world.alarmAt()).toBeNull();
});

test("SEMANTICS §9: once per person per rule, for ever, even if they leave and return", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.meet(1);
  await world.take(entry(rule, 1));
  await world.until(START + 300 * DAY);
  await world.take(entry(rule, 1, { key: "again", entry: 2, at: world.now }));
  await world.until();
  expect(mails(world)).toHaveLength(1);
  expect(await world.states(rule)).toEqual(["sent", "told_before"]);
});

test("SEMANTICS §9: again after they left and came back, at least so long after", async () => {
  const world = messengerWorld();
  const rule = world.automate({ again: { after: { value: 7, unit: "day" } } });
  world.meet(1);
  const days = [0, 5, 8, 10, 16];
  for (const day of days) {
    await world.until(START + day * DAY);
    await world.take(entry(rule, 1, { key: `day ${day}`, at: world.now }));
  }
  await world.until();
  expect(await world.states(rule)).toEqual(["sent", "told_before", "sent", "told_before", "sent"]);
});

test("SEMANTICS §9: merged persons: if any of the merged ids was sent, it was sent", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.meet(1, 2);
  await world.take(entry(rule, 1));
  await world.until();
  world.merge(1, 2);
  await world.take(entry(rule, 2, { actors: [2, 1] }));
  await world.until();
  expect(mails(world)).toHaveLength(1);
});

test("SEMANTICS §9: two who wait and are merged meanwhile are told once", async () => {
  const world = messengerWorld();
  const rule = world.automate({ quietHours: { from: "00:00", to: "23:00" } });
  world.meet(1, 2);
  await world.take(entry(rule, 1), entry(rule, 2));
  await world.until();
  world.merge(1, 2);
  await world.until(START + DAY);
  expect(mails(world)).toEqual(["p1@example.com: Hello Person"]);
  expect(await world.states(rule)).toEqual(["sent", "told_before"]);
});

test("SEMANTICS §9: who was told as part of another and is told apart again was told", async () => {
  const world = messengerWorld();
  const rule = world.automate({ again: { after: { value: 1, unit: "day" } } });
  world.meet(1, 2);
  await world.take(entry(rule, 1));
  world.merge(1, 2);
  await world.until();
  world.people.set(2, person(2));
  await world.until(START + 30 * DAY);
  const cause = { kind: "entered", audience: 7, because: "unmerge" } as const;
  await world.take(entry(rule, 2, { at: world.now, cause }));
  await world.until();
  expect(await world.states(rule)).toEqual(["sent", "told_before"]);
});

test("SEMANTICS §9: without an address the entry is recorded, and sent when somebody asks", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.people.set(1, person(1, { traits: { name: "Nobody" } }));
  await world.take(entry(rule, 1));
  await world.until();
  expect(await world.states(rule)).toEqual(["no_address"]);
  world.meet(1);
  await world.until(START + DAY);
  expect(mails(world)).toEqual([]);
  expect(await world.inside((messenger) => messenger.retry(rule, null))).toBe(1);
  await world.until();
  expect(mails(world)).toHaveLength(1);
});

test("an entry that could not be told doesn't count as told: the next one is", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.people.set(1, person(1, { traits: {} }));
  await world.take(entry(rule, 1));
  await world.until();
  world.meet(1);
  await world.take(entry(rule, 1, { key: "second", entry: 2 }));
  await world.until();
  expect(await world.states(rule)).toEqual(["no_address", "sent"]);
});

test("SEMANTICS §9: quiet hours delay sending, by the person's own zone, else the last seen, else the rule's", async () => {
  const world = messengerWorld();
  const quietHours = { from: "22:00", to: "08:00", zone: "Asia/Tokyo" };
  const rule = world.automate({ quietHours });
  const zones = [null, "America/New_York", null] as const;
  for (const [index, timezone] of zones.entries()) {
    world.people.set(index + 1, person(index + 1, { traits: { email: `p${index + 1}@example.com`, timezone } }));
  }
  world.zones.set(1, "Europe/Berlin");
  world.now = Date.parse("2036-11-22T23:00:00Z");
  await world.take(...[1, 2, 3].map((one) => entry(rule, one, { at: world.now })));
  await world.until();
  // In New York it is 18:00, in Tokyo 08:00.
  expect(await world.states(rule)).toEqual(["quiet", "sent", "sent"]);
  await world.until(Date.parse("2036-11-23T06:59:00Z"));
  expect(world.received).toHaveLength(2);
  await world.until(Date.parse("2036-11-23T07:00:00Z"));
  expect(world.received).toHaveLength(3);
});

test("SEMANTICS §9: a person's limit a day holds over all rules, for what reaches them only", async () => {
  const world = messengerWorld();
  world.perDay = 2;
  world.meet(1);
  const webhook = { webhook: "https://shop.example/in" };
  const rules = [1, 2, 3].map(() => world.automate({ do: [{ push: "Hi", body: "…" }, webhook] }));
  for (const rule of rules) await world.take(entry(rule, 1));
  await world.until();
  const pushes = () => world.received.filter(({ message }) => message.via === "push").length;
  expect([pushes(), world.received.length]).toEqual([2, 5]);
  expect(await world.states(3)).toEqual(["per_day", "sent"]);
  await world.until(START + DAY - 1);
  expect(pushes()).toBe(2);
  await world.until(START + DAY);
  expect(pushes()).toBe(3);
});

test("SEMANTICS §9: a rule's limit an hour: what is above waits, and the team is told once", async () => {
  const world = messengerWorld();
  const rule = world.automate({ perHour: 3 });
  const compose = world.channels.composeMail;
  let composed = 0;
  world.channels.composeMail = (draft) => {
    composed += 1;
    return compose(draft);
  };
  const everybody = Array.from({ length: 10 }, (_, index) => index + 1);
  world.meet(...everybody);
  await world.take(...everybody.map((one) => entry(rule, one)));
  await world.until();
  expect(mails(world).filter((mail) => mail.startsWith("p"))).toHaveLength(3);
  await world.until(START + 2 * HOUR);
  expect(mails(world).filter((mail) => mail.startsWith("p"))).toHaveLength(9);
  await world.until(START + 4 * HOUR);
  expect(mails(world).filter((mail) => mail.startsWith("p"))).toHaveLength(10);
  const notices = mails(world).filter((mail) => mail.startsWith("team@"));
  expect(notices).toEqual(["team@example.com: “Rule 1” is held up: more than 3 messages an hour"]);
  // Those who wait are not made ready each hour; of six lanes up to three may be under way when the limit is reached.
  expect(composed).toBeLessThanOrEqual(11 + 3 * 3);
});

test("SEMANTICS §9: who has unsubscribed gets nothing; a team without a reader neither", async () => {
  const world = messengerWorld();
  const team = { email: "team", to: ["a@example.com", "b@example.com"], subject: "News", body: "…" };
  const rule = world.automate({ do: [{ email: "person", subject: "x", body: "y" }, team] });
  world.meet(1);
  world.suppressed.add("p1@example.com").add("a@example.com");
  await world.take(entry(rule, 1));
  await world.until();
  expect(await world.states(rule)).toEqual(["unsubscribed", "sent"]);
  expect(mails(world)).toEqual(["b@example.com: News"]);
});

test("what fails for now is tried again with the same key and the same text, at most a day", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.meet(1);
  const keys = new Set<string>();
  let tries = 0;
  world.faults.before = (message, { key }) => {
    keys.add(`${key} ${JSON.stringify(message)}`);
    tries += 1;
    return { outcome: "later", reason: "busy", afterMs: null };
  };
  await world.take(entry(rule, 1));
  await world.until(START + HOUR);
  world.people.set(1, person(1, { traits: { email: "p1@example.com", name: "Renamed" } }));
  expect(await world.states(rule)).toEqual(["retry"]);
  await world.until(START + 2 * DAY);
  expect(await world.states(rule)).toEqual(["failed"]);
  expect(keys.size).toBe(1);
  expect(tries).toBeGreaterThan(10);
  world.faults.before = null;
  await world.inside((messenger) => messenger.retry(rule, null));
  await world.until();
  expect(mails(world)).toEqual(["p1@example.com: Hello Renamed"]);
});

test("who waited for two days is not given up because the store is away for an hour", async () => {
  const world = messengerWorld();
  const rule = world.automate({ perHour: 1 });
  world.meet(1);
  await world.take(entry(rule, 1, { at: START - 2 * DAY }));
  world.isStoreAway = true;
  await world.until(START + HOUR);
  expect(await world.states(rule)).toEqual(["retry"]);
  world.isStoreAway = false;
  await world.until(START + 2 * HOUR);
  expect(mails(world)).toHaveLength(1);
});

test("what can't be made ready for a day is given up", async () => {
  const world = messengerWorld();
  const rule = world.automate({});
  world.isStoreAway = true;
  await world.take(entry(rule, 1));
  for (let hour = 1; hour <= 30; hour += 3) await world.until(START + hour * HOUR);
  expect(await world.states(rule)).toEqual(["failed"]);
});

test("what is gone for good stops the rule, and the team is told once", async () => {
  const world = messengerWorld();
  const rule = world.automate({ do: [{ connection: 3, event: "Won" }] });
  world.meet(1, 2);
  world.faults.before = (message) =>
    message.via === "connection" ? { outcome: "gone", reason: "The connection was deleted." } : null;
  await world.take(entry(rule, 1));
  await world.until();
  await world.take(entry(rule, 2));
  await world.until();
  expect(world.stopped).toEqual([{ id: rule, reason: "The connection was deleted." }]);
  expect(mails(world)).toEqual(["team@example.com: “Rule 1” was stopped"]);
  expect((await world.states(rule)).toSorted()).toEqual(["failed", "sent", "switched_off"]);
});

test("events: of a thousand that may not be told again the log has one", async () => {
  const world = messengerWorld();
  const rule = world.automate({
    when: { event: { event: "Order" } },
    do: [{ slack: "https://x.example/", text: "{{ event.name }} {{ event.total }}" }],
  });
  world.meet(1);
  for (let index = 0; index < 20; index += 1) {
    await world.take(entry(rule, 1, { key: `event:${index}`, cause: eventCause("Order", String(index)) }));
  }
  await world.until();
  expect(await world.states(rule)).toEqual(["sent", "told_before"]);
  expect(world.received[0]?.message).toEqual({ via: "slack", text: "Order 12" });
});

test("switched off before it went: not sent; deleted or erased: no row is left", async () => {
  const world = messengerWorld();
  const quietHours = { from: "00:00", to: "23:00" };
  const [off, kept] = [world.automate({ quietHours }), world.automate({ quietHours })];
  world.meet(1, 2);
  await world.take(entry(off, 1), entry(kept, 1), entry(kept, 2));
  await world.until();
  const rule = world.automations.get(off);
  if (rule) world.automations.set(off, { ...rule, enabled: false });
  await world.inside((messenger) => messenger.forgetActors([1]));
  await world.until(START + DAY);
  expect(mails(world)).toEqual(["p2@example.com: Hello Person"]);
  await world.take(entry(off, 2));
  expect(await world.states(off)).toEqual(["switched_off"]);
  await world.inside((messenger) => messenger.forgetAutomation(kept));
  await world.inside((messenger) => messenger.forgetActors([2]));
  // Handed over when they were erased, taken after.
  await world.take(entry(off, 2, { key: "under way" }));
  const left = await world.inside((_, { storage }) =>
    Promise.resolve(
      ["firings", "firing_actors", "sendings", "told", "messages"].map(
        (table) => storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
      ),
    ),
  );
  expect(left).toEqual([0, 0, 0, 0, 0]);
});
