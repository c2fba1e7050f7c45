import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listing, outside } from "../support/worker.ts";
import { admin, call, createSource, env, post, storedEvents, type TestSource } from "../support/world.ts";
import { change as changeAudience, create, members, remove, settle } from "../audiences/audience-world.ts";
import { listHouse, listRoutesHouse } from "../../src/list-house.ts";
import { everythingInD1, everythingInObjects } from "../support/all-storage.ts";
import {
  addSync,
  createReceiver,
  isSigned,
  kill,
  type Received,
  SECRET,
  syncOf,
  syncsOf,
  type TestSync,
  until,
} from "./list-world.ts";

const original = { ...listing };
const made: number[] = [];
let source: TestSource;
let sent = 0;
let receiver: ReturnType<typeof createReceiver>;

beforeEach(async () => {
  source = await createSource();
  sent = 0;
  receiver = createReceiver();
});
afterEach(async () => {
  for (const id of made.splice(0)) await remove(id);
  Object.assign(listing, original);
  outside.firstPauseMs = 20;
});

const label = (name: string): string => `u:${name}${source.id}`;
const flag = (): string => `pro ${source.id}`;

async function say(...people: { name: string; is: boolean; [trait: string]: unknown }[]): Promise<void> {
  sent += people.length;
  const batch = people.map(({ name, is, ...traits }) => ({
    type: "identify",
    userId: `${name}${source.id}`,
    traits: { [flag()]: is, ...traits },
  }));
  expect((await post("/v1/batch", source.writeKey, { batch })).status).toBe(200);
  await storedEvents(source, sent);
}
const enter = (...names: string[]) => say(...names.map((name) => ({ name, is: true, email: `${name}@example.com` })));
const leave = (...names: string[]) => say(...names.map((name) => ({ name, is: false })));

async function audience(): Promise<number> {
  const { id } = await create({ person: flag(), value: true }, { name: "Pro", description: "Who pays" });
  made.push(id);
  return id;
}

/** The list elsewhere is who is in the audience. */
const inStep = (id: number, sync: number) =>
  until(async () => {
    await settle();
    expect(await syncOf(id, sync)).toMatchObject({ state: "in_step", waiting: 0, stopped: null });
    const now = await members(id);
    expect(receiver.ids()).toEqual(now);
    return now;
  });
const patch = (id: number, sync: number, body: Record<string, unknown>): Promise<TestSync> =>
  admin(`${syncsOf(id)}/${sync}`, { method: "PATCH", body: JSON.stringify(body) });
const ask = <T = TestSync>(id: number, sync: number, what: string): Promise<T> =>
  admin(`${syncsOf(id)}/${sync}/${what}`, { method: "POST" });
const actions = (pages: readonly Received[] = receiver.received) => pages.map(({ action }) => action);
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
    const [first, second] = receiver.received;
    expect(actions()).toEqual(["members", "members"]);
    expect(first?.parameters).toMatchObject({
      audience_id: String(id),
      audience_name: "Pro",
      audience_description: "Who pays",
      page_info: { total_pages: 2, page_count: 1 },
    });
    expect(second?.parameters.page_info).toEqual({ total_pages: 2, page_count: 2 });
    expect(second?.parameters.session_id).toBe(first?.parameters.session_id);
    expect(receiver.member(label("ben"))).toEqual({
      id: label("ben"),
      user_ids: [`ben${source.id}`],
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
    const changes = receiver.received.slice(2);
    expect(changes.map((page) => [page.action, idsOn(page)])).toEqual(
      expect.arrayContaining([
        ["add_members", [label("dora")]],
        ["remove_members", [label("anna")]],
      ]),
    );
    // Who leaves is said of as who comes is: a receiver may know them by their address.
    expect(changes.find(({ action }) => action === "remove_members")?.parameters.members).toEqual([
      expect.objectContaining({ email: "anna@example.com" }),
    ]);
    for (const page of receiver.received) expect(await isSigned(page)).toBe(true);
    expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(receiver.received.length);
    expect((await syncOf(id, made.id)).listed).toBe(3);
    expect((await syncOf(id, made.id)).lastAnswer).toMatch(/^It took 1 person/);
  });

  it("of nobody is an empty page, and one that was not computed yet waits", async () => {
    const id = await audience();
    const { id: sync } = await addSync(id, "empty.example");
    await inStep(id, sync);
    expect(receiver.received.map(({ parameters }) => parameters)).toMatchObject([
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
    receiver.behave((page) => {
      if (!isDown) return null;
      // Taken, and then denied: the key says so.
      if (page.action === "add_members") receiver.take(page);
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
    const his = receiver.received.slice(1);
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
    receiver.behave(answer);
    const { id: sync } = await addSync(id, "stopping.example");
    await until(async () => expect(await syncOf(id, sync)).toMatchObject({ state: "stopped" }));
    expect((await syncOf(id, sync)).stopped).toContain(says);
    const calls = receiver.received.length;
    await enter("ben");
    await settle();
    await scheduler.wait(300);
    expect(receiver.received).toHaveLength(calls);
    receiver.behave(null);
    await ask(id, sync, "again");
    expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]);
    expect(actions(receiver.received.slice(calls))).toEqual(["members"]);
  });

  it("that is down for too long stops", async () => {
    const id = await audience();
    receiver.behave(() => Response.json({ status: "failure", error: { message: "busy", code: 503 } }));
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
    expect(receiver.received).toHaveLength(1);
    await patch(id, sync, { enabled: true, url: "https://second.example/in" });
    expect(await inStep(id, sync)).toEqual([label("anna"), label("ben")]);
    expect(actions()).toEqual(["members", "members"]);
    // Another name is nothing new for the receiver.
    expect(await patch(id, sync, { name: "Other" })).toMatchObject({ name: "Other", isSigned: true });
    await scheduler.wait(200);
    expect(receiver.received).toHaveLength(2);
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
    const calls = receiver.received.length;
    await enter("ben");
    await settle();
    await until(async () => {
      const objects = await everythingInObjects();
      expect([...objects].filter(([name, text]) => name.startsWith("LISTS") && text.includes(label("anna")))).toEqual(
        [],
      );
    });
    expect(receiver.received).toHaveLength(calls);
    // With the audience its lists go, too.
    const { id: other } = await addSync(id, "other.example");
    await until(() => expect(receiver.received.length).toBeGreaterThan(calls));
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
      receiver.behave(async () => {
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

describe("people who are not who they were", () => {
  const alias = () => post("/v1/alias", source.writeKey, { userId: `anna${source.id}`, previousId: `ben${source.id}` });
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
    const removal = receiver.received.at(-1);
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
    receiver.behave(() => (isDown ? new Response("down", { status: 503 }) : null));
    await admin(`/api/people/${encodeURIComponent(label("anna"))}`, { method: "DELETE" });
    await until(async () => expect((await syncOf(id, sync)).state).toBe("failing"));
    isDown = false;
    await until(() => expect(receiver.ids()).toEqual([label("ben")]));
    expect(receiver.received.at(-1)?.parameters.members).toEqual([{ id: label("anna") }]);
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
    receiver.behave(() => new Response("no", { status: 403 }));
    await enter("cleo");
    await until(async () => expect((await syncOf(id, sync)).state).toBe("stopped"));
    await admin(`/api/people/${encodeURIComponent(label("anna"))}`, { method: "DELETE" });
    const all = [...(await everythingInObjects())].filter(([name]) => name.startsWith("LISTS"));
    expect(all.filter(([, text]) => text.includes(label("anna")))).toEqual([]);
    receiver.behave(null);
    await ask(id, sync, "again");
    expect(await inStep(id, sync)).toEqual([label("ben"), label("cleo")]);
  });
});

describe("what is refused, and what is never shown", () => {
  it("a list at this deployment itself, a secret that can't sign, an audience that isn't there", async () => {
    const id = await audience();
    const answer = async (path: string, body: unknown) => {
      const headers = { authorization: "Bearer test-admin-token" };
      const response = await call(path, { method: "POST", headers, body: JSON.stringify(body) });
      return [response.status, ((await response.json()) as { message: string }).message];
    };
    const url = "https://fine.example/in";
    expect(await answer(syncsOf(id), { name: "Own", url: "https://t.example/v1/track" })).toEqual([
      400,
      expect.stringContaining("own address"),
    ]);
    expect(await answer(syncsOf(id), { name: "Ftp", url: "ftp://fine.example" })).toEqual([
      400,
      expect.stringContaining("url: "),
    ]);
    expect(await answer(syncsOf(id), { name: "Sign", url, secret: "hunter2" })).toEqual([
      400,
      expect.stringContaining("secret: "),
    ]);
    expect((await answer(syncsOf(999_999), { name: "None", url }))[0]).toBe(404);
    expect((await call(syncsOf(id))).status).toBe(401);
  });

  it("a private address, when it is saved and when it is called", async () => {
    const closed = { ...env, ALLOW_LOCAL_DESTINATIONS: "false" };
    const url = "http://169.254.169.254/latest/meta-data";
    expect(listRoutesHouse(closed, Date.now).addressFault(url, "t.example")).toContain("private or reserved");
    const calls: Request[] = [];
    const house = listHouse(closed, (request) => {
      calls.push(request);
      return Promise.resolve(new Response("ok"));
    });
    const page = { uid: "x", sealed: null, ownHost: "t.example", key: "x.1.1", body: "{}" };
    expect(await house.post({ ...page, url })).toMatchObject({
      outcome: "stopped",
      reason: expect.stringContaining("private or reserved"),
    });
    expect(await house.post({ ...page, url: "https://t.example/in" })).toMatchObject({ outcome: "stopped" });
    expect(calls).toEqual([]);
    expect(await house.post({ ...page, url: "https://fine.example/in" })).toEqual({ outcome: "taken" });
  });

  it("the secret, in whatever is answered or kept", async () => {
    await enter("anna");
    const id = await audience();
    // A receiver may quote what it was sent.
    receiver.behave(() => new Response(`you said ${SECRET}`, { status: 400 }));
    const { id: sync } = await addSync(id, "secret.example");
    await until(async () => expect((await syncOf(id, sync)).state).toBe("stopped"));
    const shown = JSON.stringify(await admin(syncsOf(id)));
    expect(shown).toContain("you said •••");
    for (const text of [shown, ...(await everythingInD1()).values(), ...(await everythingInObjects()).values()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(SECRET.slice("whsec_".length));
    }
  });
});
