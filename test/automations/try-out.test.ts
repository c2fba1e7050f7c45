import { expect, test } from "vitest";
import type { OpenAutomation } from "#automations/automation.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { tryOut } from "#automations/try-out.ts";
import { AutomationDefinition } from "#core/automation.ts";
import { Problem } from "#core/problem.ts";
import { recordingChannels } from "./channels.ts";

const NOBODY_IS_ASKED = () => Promise.reject(new Error("a test of a message asks for nothing else"));

/** A house in which there is one person, ada, and nothing but what a test needs. */
function world() {
  const recording = recordingChannels({ idempotent: true });
  const house: Omit<AutomationsHouse, "db" | "sealer" | "messenger"> = {
    clock: () => 0,
    channels: recording.channels,
    audiences: {
      names: (ids) => Promise.resolve(new Map(ids.map((id) => [id, "Women over 35"]))),
      memberSince: () => Promise.resolve(null),
      changed: () => Promise.resolve(),
    },
    workspace: () => Promise.resolve({ timezone: "UTC", perDay: 5, team: [] }),
    connectionNames: (ids) => Promise.resolve(new Map(ids.map((id) => [id, "Warehouse"]))),
    hasReport: () => Promise.resolve(true),
    answer: NOBODY_IS_ASKED,
    operation: NOBODY_IS_ASKED,
    addressFault: (url) => (url.includes("10.0.0.1") ? "is a private address" : null),
    signingFault: () => null,
    templateFault: () => null,
    personNamed: (id) =>
      id === "ada"
        ? Promise.resolve({ id: "u:ada", actors: [1], userId: "ada", anonymousId: null, traits: { name: "Ada" } })
        : Promise.reject(new Problem("person_unknown")),
    people: () => Promise.resolve([]),
    eventOf: () => Promise.resolve(null),
  };
  return { ...recording, house: house as AutomationsHouse };
}

const automation = (action: object, secrets = {}): OpenAutomation => ({
  id: 1,
  uid: "uid",
  definition: AutomationDefinition.parse({ name: "x", when: { audience: 7, change: "entered" }, do: [action] }),
  secretActions: [],
  secrets,
  enabled: false,
  enabledAt: null,
  stopped: null,
  stoppedAt: null,
  origin: "https://hw.example",
  createdAt: 0,
  updatedAt: 0,
});
const MAIL = { email: "person", subject: "Hello {{ person.name }}", body: "…" };

test("SEMANTICS §9: a test mail to a person goes to whoever tries it, marked, with nobody's link to unsubscribe", async () => {
  const { house, received } = world();
  const trial = { to: "me@example.com", action: 0, person: "ada" };
  expect(await tryOut(automation(MAIL), trial, house)).toEqual({ sent: true, words: "It was sent." });
  expect(received).toMatchObject([
    { message: { via: "mail", to: ["me@example.com"], mail: { subject: "[Test] Hello Ada", headers: {} } } },
  ]);
  expect(received[0]?.key).toMatch(/^test-/);
});

test("it never goes to the person where no address is given", async () => {
  const { house, received } = world();
  await expect(tryOut(automation(MAIL), { to: null, action: 0, person: "ada" }, house)).rejects.toThrow(
    /write the e-mail/,
  );
  expect(received).toEqual([]);
});

test("Slack goes where it goes anyway, or to the address given; a webhook says that it is a test", async () => {
  const { house, received } = world();
  const slack = automation({ slack: null, text: "Hi" }, { 0: "https://hooks.example/A" });
  await tryOut(slack, { to: null, action: 0 }, house);
  await tryOut(slack, { to: "https://hooks.example/B", action: 0 }, house);
  await tryOut(automation({ webhook: "https://x.example/" }), { to: null, action: 0, person: "ada" }, house);
  expect(received.map(({ secret }) => secret)).toEqual(["https://hooks.example/A", "https://hooks.example/B", null]);
  const { message } = received[2] ?? {};
  expect(message?.via === "webhook" && JSON.parse(message.body)).toMatchObject({
    test: true,
    data: { person: { id: "u:ada" } },
  });
});

test.each([
  ["a private address for a webhook", { webhook: "https://x.example/" }, "http://10.0.0.1/", /private/],
  ["a private address for Slack", { slack: null, text: "x" }, "http://10.0.0.1/", /private/],
  ["what changes a real person", { trait: "plan", value: 1 }, null, /real person/],
  ["a push", { push: "x", body: "y" }, null, /real person/],
  ["two addresses in one", MAIL, "a@b.example, c@d.example", /e-mail address/],
])("refuses %s", async (_, action, to, words) => {
  const { house, received } = world();
  await expect(tryOut(automation(action), { to, action: 0, person: "ada" }, house)).rejects.toThrow(words);
  expect(received).toEqual([]);
});
