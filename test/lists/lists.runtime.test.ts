import { describe, expect, it } from "vitest";
import { listing, outside } from "../support/worker.ts";
import { admin, env } from "../support/world.ts";
import { change as changeAudience, members, remove, settle } from "../audiences/audience-world.ts";
import { everythingInObjects } from "../support/all-storage.ts";
import { setScene } from "./list-scene.ts";
import { addSync, isSigned, kill, type Received, syncOf, syncsOf, until } from "./list-world.ts";

const scene = setScene();
const { ask, audience, enter, flag, inStep, label, leave, made, patch, say } = scene;

const actions = (pages: readonly Received[] = scene.receiver.received) => pages.map(({ action }) => action);
const idsOn = ({ parameters }: Received) => parameters.members.map(({ id }) => id).toSorted();

describe("a list elsewhere", () => {
  it("gets all members first, in signed pages, and then who enters and leaves", async () => {
    listing.pageSize = 2;
    await enter("anna", "ben", "cleo");
    await say({ name: "ben", is: true, firstName: "Ben", lastName: "Bo", phone: 4930, plan: "pro", age: 40 });
    const id = await audience();
    const made = await addSync(id, "full.example", { traits: ["plan", "unknown"] });
    expect(made).toMatchObject({ isSigned: true, listed: 0, stopped: null });
    expect(await inStep(id, made.id)).toEqual([label("anna"), label("ben"), label("cleo")]);
    const [first, second] = scene.receiver.received;
    expect(actions()).toEqual(["members", "members"]);
    expect(first?.parameters).toMatchObject({
      audience_id: String(id),
      audience_name: "Pro",
      audience_description: "Who pays",
      page_info: { total_pages: 2, page_count: 1 },
    });
    expect(second?.parameters.page_info).toEqual({ total_pages: 2, page_count: 2 });
    expect(second?.parameters.session_id).toBe(first?.parameters.session_id);
    expect(scene.receiver.member(label("ben"))).toEqual({
      id: label("ben"),
      user_ids: [`ben${scene.source.id}`],
      anonymous_ids: [],
      email: "ben@example.com",
      name: "Ben Bo",
      first_name: "Ben",
      last_name: "Bo",
      phone_number: "4930",
      traits: { plan: "pro" },
    });

    await enter("dora");
    await leave("anna");
    expect(await inStep(id, made.id)).toEqual([label("ben"), label("cleo"), label("dora")]);
    const changes = scene.receiver.received.slice(2);
    expect(changes.map((page) => [page.action, idsOn(page)])).toEqual(
      expect.arrayContaining([
        ["add_members", [label("dora")]],
        ["remove_members", [label("anna")]],
      ]),
    );
    // Who leaves is said of as who comes is: a scene.receiver may know them by their address.
    expect(changes.find(({ action }) => action === "remove_members")?.parameters.members).toEqual([
      expect.objectContaining({ email: "anna@example.com" }),
    ]);
    for (const page of scene.receiver.received) expect(await isSigned(page)).toBe(true);
    expect(new Set(scene.receiver.received.map(({ key }) => key)).size).toBe(scene.receiver.received.length);
    expect((await syncOf(id, made.id)).listed).toBe(3);
    expect((await syncOf(id, made.id)).lastAnswer).toMatch(/^It took 1 person/);
  });

  it("of nobody is an empty page, and one that was not computed yet waits", async () => {
    const id = await audience();
    const { id: sync } = await addSync(id, "empty.example");
    await inStep(id, sync);
    expect(scene.receiver.received.map(({ parameters }) => parameters)).toMatchObject([
      { page_info: { total_pages: 1, page_count: 1 }, members: [] },
    ]);
    await enter("anna");
    expect(await inStep(id, sync)).toEqual([label("anna")]);
    // Another question: who is in it now is the difference.
    await changeAudience(id, { where: { person: flag(), value: false } });
    await leave("ben");
    expect(await inStep(id, sync)).toEqual([label("ben")]);
    expect(actions().filter((action) => action === "members")).toHaveLength(1);
  });

  it("that fails gets the same page by the same key, until it takes it; nobody in the audience waits for that", async () => {
    await enter("anna");
    const id = await audience();
    const { id: sync } = await addSync(id, "failing.example");
    await inStep(id, sync);
    outside.firstPauseMs = 300;
    let isDown = true;
    scene.receiver.behave((page) => {
      if (!isDown) return null;
      // Taken, and then denied: the key says so.
      if (page.action === "add_members") scene.receiver.take(page);
      return new Response("down", { status: 503 });
    });
    await enter("ben");
    await until(async () => expect(await syncOf(id, sync)).toMatchObject({ state: "failing" }));
    const failing = await syncOf(id, sync);
    expect(failing.lastAnswer).toContain("503");
    expect(failing.nextTryAt).not.toBeNull();
    expect(failing.waiting).toBeGreaterThan(0);
    await leave("ben");
    await settle();
    expect(await members(id)).toEqual([label("anna")]);
    isDown = false;
    expect(await inStep(id, sync)).toEqual([label("anna")]);
    // He came and he went, in this order; the first of it as often as needed, always the same.
    const his = scene.receiver.received.slice(1);
    const adding = his.filter(({ action }) => action === "add_members");
    expect(new Set(adding.map(({ key }) => key)).size).toBe(1);
    expect(new Set(adding.map((page) => idsOn(page).join())).size).toBe(1);
    expect(adding.length).toBeGreaterThan(1);
    expect(his.at(-1)?.action).toBe("remove_members");
  });

  it.each([
    ["403", () => new Response("no", { status: 403 })],
    ["400", () => new Response("what?", { status: 400 })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example" } })],
    ["no such list", () => Response.json({ status: "failure", error: { message: "no such list", code: 404 } })],
  ])("that answers %s stops until a person looks at it, and then gets everybody anew", async (says, answer) => {
    await enter("anna");
    const id = await audience();
    scene.receiver.behave(answer);
    const { id: sync } = await addSync(id, "stopping.example");
    await until(async () => expect(await syncOf(id, sync)).toMatchObject({ state: "stopped" }));
    expect((await syncOf(id, sync)).stopped).toContain(says);
    const calls = scene.receiver.received.length;
    await enter("ben");
    await settle();
    await scheduler.wait(300);
    expect(scene.receiver.received).toHaveLength(calls);
    scene.receiver.behave(null);
    await ask(id, sync, "again");
    expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]);
    expect(actions(scene.receiver.received.slice(calls))).toEqual(["members"]);
  });

  it("that is down for too long stops", async () => {
    const id = await audience();
    scene.receiver.behave(() => Response.json({ status: "failure", error: { message: "busy", code: 503 } }));
    listing.patienceMs = 200;
    const { id: sync } = await addSync(id, "down.example");
    await until(async () => expect(await syncOf(id, sync)).toMatchObject({ state: "stopped" }));
    expect((await syncOf(id, sync)).stopped).toContain("down.example did not take it: busy");
  });

  it("is off while it is off, and whole when it is on again, at another address, too", async () => {
    await enter("anna");
    const id = await audience();
    const { id: sync } = await addSync(id, "first.example");
    await inStep(id, sync);
    expect(await patch(id, sync, { enabled: false })).toMatchObject({ state: "off" });
    await enter("ben");
    await settle();
    await scheduler.wait(200);
    expect(scene.receiver.received).toHaveLength(1);
    await patch(id, sync, { enabled: true, url: "https://second.example/in" });
    expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]);
    expect(actions()).toEqual(["members", "members"]);
    // Another name is nothing new for the scene.receiver.
    expect(await patch(id, sync, { name: "Other" })).toMatchObject({ name: "Other", isSigned: true });
    await scheduler.wait(200);
    expect(scene.receiver.received).toHaveLength(2);
  });

  it("hears nothing of a test but that it is there, and nothing at all once it is deleted", async () => {
    await enter("anna");
    const id = await audience();
    const { id: sync } = await addSync(id, "test.example", { url: "http://127.0.0.1:1/in" });
    await inStep(id, sync);
    expect(await ask(id, sync, "test")).toMatchObject({
      taken: false,
      says: expect.stringContaining("could not be reached"),
    });
    await admin(`${syncsOf(id)}/${sync}`, { method: "DELETE" });
    const calls = scene.receiver.received.length;
    await enter("ben");
    await settle();
    await until(async () => {
      const objects = await everythingInObjects();
      expect([...objects].filter(([name, text]) => name.startsWith("LISTS") && text.includes(label("anna")))).toEqual(
        [],
      );
    });
    expect(scene.receiver.received).toHaveLength(calls);
    // With the audience its lists go, too.
    const { id: other } = await addSync(id, "other.example");
    await until(() => expect(scene.receiver.received.length).toBeGreaterThan(calls));
    made.splice(made.indexOf(id), 1);
    await remove(id);
    await settle();
    expect(await env.DB.prepare("SELECT id FROM audience_syncs WHERE id = ?").bind(other).first()).toBeNull();
    await until(async () => {
      const objects = await everythingInObjects();
      expect([...objects].filter(([name, text]) => name.startsWith("LISTS") && text.includes(label("anna")))).toEqual(
        [],
      );
    });
  });

  it(
    "whose object dies at any moment gets everything, and nobody in the wrong order",
    { timeout: 90_000 },
    async () => {
      listing.pageSize = 3;
      await enter("anna", "ben", "cleo", "dora", "emil", "fay", "gina");
      const id = await audience();
      scene.receiver.behave(async () => {
        await scheduler.wait(30);
        return null;
      });
      const { id: sync } = await addSync(id, "dying.example");
      const dying = { isOver: false, deaths: 0 };
      const deaths = (async () => {
        while (!dying.isOver) {
          await scheduler.wait(150 + dying.deaths * 40);
          await kill(sync);
          dying.deaths += 1;
        }
      })();
      await leave("anna", "gina");
      await enter("hans", "anna");
      await leave("ben", "hans");
      await enter("ida", "ben");
      await settle();
      await scheduler.wait(1_000);
      dying.isOver = true;
      await deaths;
      expect(await inStep(id, sync)).toEqual(
        ["anna", "ben", "cleo", "dora", "emil", "fay", "ida"].map((name) => label(name)),
      );
      expect(dying.deaths).toBeGreaterThan(3);
    },
  );
});
