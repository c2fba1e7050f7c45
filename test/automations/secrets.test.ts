import { describe, expect, test } from "vitest";
import type { Action } from "#core/automation.ts";
import { splitSecrets } from "#automations/secrets.ts";

const slack = (address: string | null): Action => ({ slack: address, text: "x" });
const webhook = (secret?: string | null): Action => ({ webhook: "https://x.example/", secret });
const trait: Action = { trait: "plan", value: 1 };

describe("secrets are taken out of actions, and kept where a change leaves them out", () => {
  const before = splitSecrets([slack("A"), webhook("K"), slack("B"), webhook()]);

  test("nothing secret is left in what is shown", () => {
    expect(before.secrets).toEqual({ 0: "A", 1: "K", 2: "B" });
    expect(JSON.stringify(before.actions)).not.toMatch(/"[ABK]"/);
  });

  test.each([
    ["all as they are", [slack(null), webhook(null), slack(null), webhook(null)], { 0: "A", 1: "K", 2: "B" }],
    ["other actions between", [trait, slack(null), trait, slack(null), webhook()], { 1: "A", 3: "B", 4: "K" }],
    ["one anew", [slack(null), slack("C")], { 0: "A", 1: "C" }],
    ["the key taken out", [webhook(""), webhook(null)], {}],
    ["a webhook more has none of another's", [webhook(null), webhook(null), webhook(null)], { 0: "K" }],
  ])("%s", (_, actions, secrets) => {
    expect(splitSecrets(actions, before).secrets).toEqual(secrets);
  });

  test("Slack needs an address, and never gets another action's", () => {
    expect(() => splitSecrets([slack(null), slack(null), slack(null)], before)).toThrow(/do\.2\.slack/);
    expect(() => splitSecrets([slack(null)])).toThrow(/do\.0\.slack/);
  });
});
