import { describe, expect, it } from "vitest";
import { admin, post } from "../support/world.ts";
import { everythingInObjects } from "../support/all-storage.ts";
import { setScene } from "./list-scene.ts";
import { addSync, syncOf, until } from "./list-world.ts";

const scene = setScene();
const { ask, audience, enter, inStep, label, say } = scene;

describe("people who are not who they were", () => {
  const alias = () =>
    post("/v1/alias", scene.source.writeKey, { userId: `anna${scene.source.id}`, previousId: `ben${scene.source.id}` });
  const ids = () => JSON.stringify({ ids: [label("anna"), label("ben")] });

  it("joined, the one that is no more leaves by the id that was sent, and without the address; separated, it is back", async () => {
    await say(
      { name: "anna", is: true, email: "one@example.com" },
      { name: "ben", is: true, email: "one@example.com" },
    );
    const id = await audience();
    const { id: sync } = await addSync(id, "merge.example");
    expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]);
    await alias();
    const [one] = await until(async () => {
      const now = await inStep(id, sync);
      expect(now).toHaveLength(1);
      return now;
    });
    const gone = one === label("anna") ? label("ben") : label("anna");
    const removal = scene.receiver.received.at(-1);
    expect(removal).toMatchObject({ action: "remove_members", parameters: { members: [{ id: gone }] } });
    expect(removal?.parameters.members[0]).toEqual({ id: gone });
    await admin("/api/people/unmerge", { method: "POST", body: ids() });
    await until(async () => expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]));
  });

  it("erased, they leave the list by that id, also where it is down at first; and then nothing of them is here", async () => {
    await enter("anna", "ben");
    const id = await audience();
    const { id: sync } = await addSync(id, "erase.example");
    await inStep(id, sync);
    let isDown = true;
    scene.receiver.behave(() => (isDown ? new Response("down", { status: 503 }) : null));
    await admin(`/api/people/${encodeURIComponent(label("anna"))}`, { method: "DELETE" });
    await until(async () => expect((await syncOf(id, sync)).state).toBe("failing"));
    isDown = false;
    await until(() => expect(scene.receiver.ids()).toEqual([label("ben")]));
    expect(scene.receiver.received.at(-1)?.parameters.members).toEqual([{ id: label("anna") }]);
    await inStep(id, sync);
    await until(async () => {
      const all = [...(await everythingInObjects())].filter(([name]) => name.startsWith("LISTS"));
      expect(all.filter(([, text]) => text.includes(label("anna")))).toEqual([]);
    });
  });

  it("erased from a list that is stopped, nothing waits for them, and the next list is without them", async () => {
    await enter("anna", "ben");
    const id = await audience();
    const { id: sync } = await addSync(id, "stopped.example");
    await inStep(id, sync);
    scene.receiver.behave(() => new Response("no", { status: 403 }));
    await enter("cleo");
    await until(async () => expect((await syncOf(id, sync)).state).toBe("stopped"));
    await admin(`/api/people/${encodeURIComponent(label("anna"))}`, { method: "DELETE" });
    const all = [...(await everythingInObjects())].filter(([name]) => name.startsWith("LISTS"));
    expect(all.filter(([, text]) => text.includes(label("anna")))).toEqual([]);
    scene.receiver.behave(null);
    await ask(id, sync, "again");
    expect(await inStep(id, sync)).toEqual([label("ben"), label("cleo")]);
  });
});
