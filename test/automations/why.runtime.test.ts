import { afterEach, expect, it } from "vitest";
import { create, object, remove, settle } from "../audiences/audience-world.ts";
import { messaging } from "../support/worker.ts";
import { admin, createSource, post, storedEvents } from "../support/world.ts";

let audience = 0;
let rule = 0;
afterEach(async () => {
  await admin(`/api/automations/${rule}`, { method: "DELETE" });
  await remove(audience);
  await object().changed();
});

it("SEMANTICS §9: why a rule does not act is said in words", async () => {
  messaging.house = null;
  const source = await createSource();
  const track = (...userIds: string[]) =>
    post("/v1/batch", source.writeKey, {
      batch: userIds.map((userId) => ({
        type: "track",
        event: userId === "why-ben" ? "Why: View" : "Why: Buy",
        userId,
      })),
    });
  await track("why-ada", "why-ben");
  await storedEvents(source, 2);
  audience = (await create({ did: { event: "Why: Buy" } }, { name: "Buyers" })).id;
  await settle();
  const definition = {
    name: "Tell",
    when: { audience, change: "entered" },
    do: [{ slack: "https://hooks.slack.example/x", text: "Hello" }],
  };
  rule = (await admin<{ id: number }>("/api/automations", { method: "POST", body: JSON.stringify(definition) })).id;
  const why = async (person: string): Promise<string> =>
    (await admin<{ words: string }>(`/api/automations/why?automation=${rule}&person=${person}`)).words;
  expect(await why("why-ada")).toBe("It was never switched on.");
  await admin(`/api/automations/${rule}/enable`, { method: "POST", body: "{}" });
  expect(await why("why-ada")).toMatch(/^They have been in “Buyers” since .*, before it was switched on/);
  expect(await why("why-ben")).toBe("They are not in “Buyers”.");
  await admin(`/api/automations/${rule}/disable`, { method: "POST" });
  expect(await why("why-ben")).toBe("They are not in “Buyers”. It is switched off.");
});
