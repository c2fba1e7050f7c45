import { expect, test } from "vitest";
import type { AnswerMeta } from "#core/answer.ts";
import { Problem } from "#core/problem.ts";
import { messengerWorld, START } from "./messenger-world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SLACK = { slack: "https://hooks.example/x", text: "{{ report.value }} after {{ report.before }}" };
const orders = {
  kind: "segmentation",
  range: { last: { value: 7, unit: "day" } },
  interval: "hour",
  series: [{ event: "Order" }],
};
const alert = (check: object, atMostOnce = { value: 1, unit: "day" }) => ({
  when: { report: orders, check, every: "hour", atMostOnce },
  do: [SLACK],
});

/** A trend of two periods that are over, and one that is not. */
const trend = (before: number, last: number, running = 0) => ({
  labels: ["a", "b", "c"],
  series: [{ series: "A", data: [before, last, running], total: 0 }],
  meta: { incomplete: ["c"] } as unknown as AnswerMeta,
});
const said = (world: ReturnType<typeof messengerWorld>) =>
  world.received.flatMap(({ message }) => (message.via === "slack" ? [message.text] : []));

test("a schedule is due at its local time, once, and after a long sleep once more and not for each time missed", async () => {
  const world = messengerWorld();
  world.timezone = "Europe/Berlin";
  const digest = { digest: [1, 2], to: ["boss@example.com"], subject: "Daily" };
  const rule = world.automate({ when: { schedule: "day", at: "08:00" }, do: [digest] });
  await world.changed();
  await world.changed();
  expect(await world.alarmAt()).toBe(Date.parse("2036-11-23T07:00:00Z"));
  await world.until(START + 2 * DAY);
  expect(await world.states(rule)).toEqual(["sent", "sent"]);
  world.now = START + 12 * DAY;
  await world.until();
  expect(await world.states(rule)).toHaveLength(3);
  expect(await world.alarmAt()).toBe(Date.parse("2036-12-05T07:00:00Z"));
});

test("another time or zone sets the clock anew; a rule that doesn't run has none", async () => {
  const world = messengerWorld();
  const rule = world.automate({ when: { schedule: "day", at: "08:00" }, do: [SLACK] });
  await world.changed();
  world.timezone = "Asia/Tokyo";
  await world.changed();
  expect(await world.alarmAt()).toBe(Date.parse("2036-11-22T23:00:00Z"));
  const automation = world.automations.get(rule);
  if (automation) world.automations.set(rule, { ...automation, enabled: false });
  await world.changed();
  expect(await world.alarmAt()).toBeNull();
});

test("SEMANTICS §9: an alert speaks at most once in the chosen period, while it holds", async () => {
  const world = messengerWorld();
  const rule = world.automate(alert({ above: 10 }));
  world.answer = () => Promise.resolve(trend(3, 12));
  await world.changed();
  await world.until(START + DAY);
  expect(said(world)).toEqual(["12 after 3"]);
  await world.until(START + DAY + 2 * HOUR);
  expect(said(world)).toHaveLength(2);
  expect(await world.states(rule)).toEqual(["sent", "sent"]);
});

test.each([
  [{ below: 5 }, trend(6, 4), 1],
  [{ changedBy: 50 }, trend(10, 4), 1],
  [{ changedBy: 50 }, trend(10, 9), 0],
  [{ quiet: true }, trend(6, 0), 1],
  [{ quiet: true }, trend(0, 0), 0],
])("SEMANTICS §9: an alert of %o", async (check, answer, times) => {
  const world = messengerWorld();
  world.automate(alert(check));
  world.answer = () => Promise.resolve(answer);
  await world.changed();
  await world.until(START + 3 * HOUR);
  expect(said(world)).toHaveLength(times);
});

test("SEMANTICS §9: a rule that can't be asked any more is stopped with the reason, and the team told once", async () => {
  const world = messengerWorld();
  const rule = world.automate(alert({ above: 10 }));
  world.answer = () => Promise.reject(new Problem("query_too_large"));
  await world.changed();
  await world.until(START + DAY);
  expect(world.stopped).toHaveLength(1);
  expect(world.stopped[0]?.reason).toMatch(/can't be answered any more.*too many events/);
  const mails = world.received.map(({ message }) => (message.via === "mail" ? message.mail : null));
  expect(mails.map((mail) => mail?.subject)).toEqual(["“Rule 1” was stopped"]);
  expect(mails[0]?.text).toContain(`https://hw.example/automations/${rule}`);
  expect(await world.alarmAt()).toBeNull();
});

test("what fails for other reasons is asked again soon", async () => {
  const world = messengerWorld();
  world.automate(alert({ above: 10 }));
  let asked = 0;
  world.answer = () => {
    asked += 1;
    return asked < 3 ? Promise.reject(new Error("D1 is down")) : Promise.resolve(trend(3, 12));
  };
  await world.changed();
  await world.until(START + 15 * 60_000);
  expect(said(world)).toEqual(["12 after 3"]);
});
