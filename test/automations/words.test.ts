import { describe, expect, test } from "vitest";
import { outcomeWords } from "#automations/outcome-words.ts";
import { SENDING_STATES } from "#automations/sending.ts";
import { AutomationDefinition } from "#core/automation.ts";
import { sentenceOf } from "#core/automation-sentence.ts";

const names = {
  audience: (id: number) => (id === 7 ? "Women over 35" : null),
  connection: (id: number) => (id === 3 ? "Our warehouse" : null),
};
const mail = { email: "person", subject: "Hello {{ person.first_name }}", body: "…" };
const entered = { audience: 7, change: "entered" };
const orders = { kind: "segmentation", range: { last: { value: 7, unit: "day" } }, series: [{ event: "Order" }] };
const daily = { report: orders, every: "day", atMostOnce: { value: 1, unit: "day" } };
const week = { after: { value: 7, unit: "day" } };

describe("an automation in one sentence", () => {
  test.each([
    [
      { when: entered, do: [mail] },
      "When somebody enters “Women over 35”, send them the e-mail “Hello {{ person.first_name }}”; once per person.",
    ],
    [
      { when: { ...entered, includePresent: true }, do: [{ slack: null, text: "x" }] },
      "When somebody enters “Women over 35” (and for those who are in it already), post to Slack; once per person.",
    ],
    [
      { when: { audience: 8, change: "left" }, do: [{ trait: "plan", value: null }], again: week },
      "When somebody leaves “an audience that was deleted”, clear their plan; again after they came back and left, 7 days apart.",
    ],
    [
      {
        when: { event: { event: "Order" } },
        do: [{ push: "Thanks", body: "…" }],
        again: week,
        quietHours: { from: "22:00", to: "08:00" },
      },
      "When somebody does “Order”, show them the notification “Thanks”; at most once in 7 days per person; not between 22:00 and 08:00 where they are.",
    ],
    [
      {
        when: { event: { anyOf: [{ event: "A" }, { event: null, filter: { property: "x", value: 1 } }] } },
        do: [
          { webhook: "https://shop.example/in?x=1" },
          { trait: "plan", value: "vip" },
          { connection: 3, event: "Won" },
        ],
      },
      "When somebody does “A” or anything where x is 1, call shop.example, set their plan to “vip” and send “Won” to Our warehouse; once per person.",
    ],
    [
      { when: { event: { event: "Order", filter: { person: "plan", value: ["gold", "7"] } } }, do: [mail] },
      "When somebody does “Order” where their plan is “gold” or 7, send them the e-mail “Hello {{ person.first_name }}”; once per person.",
    ],
    [
      {
        when: { ...daily, check: { above: 10 } },
        do: [{ email: "team", to: ["a@b.example", "c@d.example", "e@f.example"], subject: "Up", body: "…" }],
      },
      "When the number of “Order” is above 10 in a day, send the e-mail “Up” to a@b.example and 2 others; at most once in 1 day.",
    ],
    [
      { when: { ...daily, check: { changedBy: 20 } }, do: [{ slack: null, text: "x" }] },
      "When the number of “Order” changes by 20% or more from one day to the next, post to Slack; at most once in 1 day.",
    ],
    [
      { when: { ...daily, check: { quiet: true } }, do: [{ slack: null, text: "x" }] },
      "When the number of “Order” goes quiet for a day, post to Slack; at most once in 1 day.",
    ],
    [
      {
        when: { schedule: "week", at: "08:00", weekday: 5 },
        do: [{ digest: [1, 2], to: ["a@b.example"], subject: "Week" }],
      },
      "Every Friday at 08:00, send 2 reports to a@b.example.",
    ],
    [
      { when: { schedule: "month", at: "08:00" }, do: [{ digest: "board", to: ["a@b.example"], subject: "Month" }] },
      "On the first day of each month at 08:00, send the home board to a@b.example.",
    ],
  ])("%o", (given, sentence) => {
    expect(sentenceOf(AutomationDefinition.parse({ name: "x", ...given }), names)).toBe(sentence);
  });
});

describe("what became of a sending, in words", () => {
  const at = Date.parse("2026-11-22T07:00:00Z");
  test.each([
    [{ state: "sent", wait: null, detail: "" }, "sent"],
    [{ state: "waiting", wait: "quiet", detail: "Europe/Berlin" }, "waits for 08:00 in Europe/Berlin (quiet hours)"],
    [
      { state: "waiting", wait: "per_day", detail: "5" },
      "over the limit of 5 messages a day to one person: waits until 22 November 2026, 07:00 in UTC",
    ],
    [
      { state: "waiting", wait: "per_hour", detail: "1000" },
      "over the limit of 1000 an hour: waits until 22 November 2026, 07:00 in UTC",
    ],
    [
      { state: "waiting", wait: "retry", detail: "busy" },
      "failed so far: busy; tried again at 22 November 2026, 07:00 in UTC",
    ],
    [{ state: "told_before", wait: null, detail: "2026-01-02T00:00:00Z" }, "already told on 2 January 2026"],
    [{ state: "no_address", wait: null, detail: "" }, "no address"],
    [{ state: "unsubscribed", wait: null, detail: "" }, "unsubscribed"],
    [{ state: "failed", wait: null, detail: "no such box" }, "failed: no such box"],
    [
      { state: "unknown", wait: null, detail: "the process died while it was under way" },
      "unknown: the process died while it was under way",
    ],
  ] as const)("%o", (status, words) => {
    expect(outcomeWords({ ...status, at }, "UTC")).toBe(words);
  });

  test("every state has some", () => {
    for (const state of SENDING_STATES) {
      expect(outcomeWords({ state, wait: null, detail: "2026-01-01", at }, "UTC").length).toBeGreaterThan(3);
    }
  });
});
