import { describe, expect, test } from "vitest";
import { AutomationDefinition } from "#core/automation.ts";
import {
  actionKind,
  ACTIONS,
  actionsFor,
  draftOf,
  missingOf,
  newAction,
  newDraft,
  newTrigger,
  triggerKind,
  TRIGGERS,
  withTrigger,
} from "#dashboard/screens/automation/draft.ts";
import { inserted, variablesFor, variableText } from "#dashboard/screens/automation/variables.ts";

const whole = {
  ...newDraft(3),
  name: "Hello",
  do: [{ email: "person" as const, subject: "Hello {{ person.first_name }}", body: "Dear …" }],
};

describe("an automation as it is written", () => {
  test("a new one says what it lacks, in words, and is a definition once it lacks nothing", () => {
    expect(missingOf(newDraft(0))).toEqual(["an audience", "a subject", "a text", "a name"]);
    expect(missingOf(whole)).toEqual([]);
    expect(AutomationDefinition.parse(whole)).toEqual(whole);
  });

  test.each(TRIGGERS.map(({ value }) => value))("begins with the trigger %s, and can do something then", (kind) => {
    const when = newTrigger(kind, 3);
    expect(triggerKind(when)).toBe(kind);
    const draft = withTrigger(whole, when);
    expect(draft.do.length).toBeGreaterThan(0);
    const possible = actionsFor(when).map(({ value }) => value);
    for (const action of draft.do) expect(possible).toContain(actionKind(action));
  });

  test("where it is about nobody, nobody is written to; reports go out by the clock alone", () => {
    expect(actionsFor(newTrigger("report")).map(({ value }) => value)).toEqual(["team", "slack", "webhook"]);
    expect(actionsFor(newTrigger("schedule")).map(({ value }) => value)).toContain("digest");
    expect(actionsFor(newTrigger("entered")).map(({ value }) => value)).not.toContain("digest");
    expect(withTrigger(whole, newTrigger("left", 3)).do).toEqual(whole.do);
    expect(withTrigger(whole, newTrigger("report")).do.map(actionKind)).toEqual(["team"]);
  });

  test.each(ACTIONS.map(({ value }) => value))("%s begins as an action that lacks something, or is whole", (kind) => {
    const action = newAction(kind);
    expect(actionKind(action)).toBe(kind);
    expect(missingOf({ ...whole, do: [action] })).not.toEqual([]);
  });

  test("a secret that is set (null) lacks nothing; an empty one does", () => {
    expect(missingOf({ ...whole, do: [{ slack: null, text: "hi" }] })).toEqual([]);
    expect(missingOf({ ...whole, do: [{ slack: "", text: "hi" }] })).toEqual(["the address of the Slack channel"]);
  });

  test("of a saved one, what the server adds is left out", () => {
    const dates = { createdAt: "2026-11-22T10:00:00Z", updatedAt: "2026-11-22T10:00:00Z" };
    expect(
      draftOf({ ...whole, id: 7, enabled: true, stopped: null, sentToday: 2, sentence: "…", secretsSet: [], ...dates }),
    ).toEqual(whole);
  });
});

describe("what can stand in a text", () => {
  test.each([
    ["first_name", "{{ person.first_name }}"],
    ["first name", '{{ person["first name"] }}'],
    ["a.b", '{{ person["a.b"] }}'],
    ["größe", '{{ person["größe"] }}'],
  ])("%s is written as %s", (key, text) => expect(variableText("person", key)).toBe(text));

  test("of the person always what is usual, once; of the event where there is one", () => {
    const names = variablesFor({ audience: 1, change: "entered" }, ["plan", "email"], ["total"]).map(
      ({ text }) => text,
    );
    expect(names).toContain("{{ person.first_name }}");
    expect(names).toContain("{{ person.plan }}");
    expect(names.filter((name) => name === "{{ person.email }}")).toHaveLength(1);
    expect(names).not.toContain("{{ event.properties.total }}");
    const ofEvent = variablesFor({ event: { event: "Order Completed" } }, [], ["total"]).map(({ text }) => text);
    expect(ofEvent).toContain("{{ event.properties.total }}");
  });

  test("is put in where the cursor stands, over what is selected", () => {
    expect(inserted("Hello !", "Ada", 6, 6)).toEqual({ text: "Hello Ada!", cursor: 9 });
    expect(inserted("Hello you!", "Ada", 6, 9)).toEqual({ text: "Hello Ada!", cursor: 9 });
  });
});
