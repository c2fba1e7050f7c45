import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it, vi } from "vitest";
import { create as createAudience, members, remove, settle } from "../audiences/audience-world.ts";
import { everythingInObjects, placesOf } from "../support/all-storage.ts";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { admin, call, createSource, post, refusedReasons, storedEvents, type TestSource } from "../support/world.ts";

interface Person {
  id: string;
  ids: { id: string; events: number; joined: { via: string; messageId: string | null } | null }[];
  traits: Record<string, unknown>;
  traitHistory: Record<string, { value: unknown; messageId: string }[]>;
  firstTouch: Record<string, unknown> | null;
  lastTouch: Record<string, unknown> | null;
  events: number;
  eventCounts: { name: string; count: number }[];
  separated: { from: string; to: string; via: string }[];
  warnings: { kind: string; subject: string; persons: string[] }[];
}

const person = (id: string): Promise<Person> => admin(`/api/people/${encodeURIComponent(id)}`);
const idsOf = ({ ids }: Person): string[] => ids.map(({ id }) => id).toSorted();
const change = <T>(path: "merge" | "unmerge", ...ids: string[]): Promise<T & { rowsWritten: number }> =>
  admin(`/api/people/${path}`, { method: "POST", body: JSON.stringify({ ids }) });

async function send(source: TestSource, events: object[]): Promise<void> {
  const batch = events.map((event) => ({ type: "track", event: "Did", ...event }));
  expect(await (await post("/v1/batch", source.writeKey, { batch })).json()).toEqual({ success: true });
}

/** Until what the objects publish shows. */
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 50 });

beforeEach(emptyWorkspace);

it("tells how each id of a person was joined, and what the person did", async () => {
  const source = await createSource();
  await send(source, [
    { messageId: "p1", anonymousId: "d1", timestamp: "2026-01-01T10:00:00Z" },
    { messageId: "p2", anonymousId: "d1", userId: "ada", timestamp: "2026-01-01T11:00:00Z" },
    { messageId: "p3", type: "identify", userId: "ada", traits: { plan: "free" }, timestamp: "2026-01-01T12:00:00Z" },
    { messageId: "p4", type: "identify", userId: "ada", traits: { plan: "pro" }, timestamp: "2026-01-02T12:00:00Z" },
    { messageId: "p5", type: "alias", previousId: "old", userId: "ada", timestamp: "2026-01-03T12:00:00Z" },
    { messageId: "p6", userId: "old", event: "Bought", timestamp: "2025-12-01T12:00:00Z" },
  ]);
  await storedEvents(source, 6);
  await until(async () => expect(idsOf(await person("d1"))).toEqual(["a:d1", "u:ada", "u:old"]));
  const ada = await person("u:old");
  expect(ada).toEqual(await person("a:d1"));
  expect(ada.ids.find(({ id }) => id === "a:d1")?.joined).toMatchObject({ via: "track", messageId: "p2" });
  expect(ada.ids.find(({ id }) => id === "u:old")?.joined).toMatchObject({ via: "alias", messageId: "p5" });
  expect(ada.traits).toEqual({ plan: "pro" });
  expect(ada.traitHistory["plan"]).toMatchObject([
    { value: "pro", messageId: "p4" },
    { value: "free", messageId: "p3" },
  ]);
  expect(ada).toMatchObject({ events: 6, firstSeen: "2025-12-01T12:00:00.000Z", lastSeen: "2026-01-03T12:00:00.000Z" });
  const page = await admin<{ events: { messageId: string }[]; next: string | null }>("/api/people/ada/events?limit=2");
  expect(page.events.map(({ messageId }) => messageId)).toEqual(["p5", "p4"]);
  const rest = await admin<typeof page>(`/api/people/ada/events?limit=9&cursor=${page.next}`);
  expect(rest.events.map(({ messageId }) => messageId)).toEqual(["p3", "p2", "p1", "p6"]);
  const bought = await admin<typeof page>("/api/people/ada/events?event=Bought");
  expect(bought.events.map(({ messageId }) => messageId)).toEqual(["p6"]);
});

it("gives every number back when a merge or an alias is undone", async () => {
  const source = await createSource();
  const messages = ["ada", "bob", "eve"].flatMap((user, n) =>
    Array.from({ length: 5 + n }, (_, i) => ({
      messageId: `${user}${i}`,
      ...(i % 2 === 0 ? { anonymousId: `dev-${user}` } : {}),
      ...(i === 0 ? {} : { userId: user }),
      event: i % 3 === 0 ? "Did" : "Bought",
      timestamp: `2026-02-0${1 + n}T0${i}:00:00Z`,
    })),
  );
  await send(source, messages);
  await send(source, [
    { type: "identify", messageId: "t1", userId: "ada", traits: { plan: "free" }, timestamp: "2026-02-01T09:00:00Z" },
    {
      type: "identify",
      messageId: "t2",
      userId: "bob",
      traits: { plan: "pro", age: 7 },
      timestamp: "2026-02-02T09:00:00Z",
    },
    { type: "alias", messageId: "al", previousId: "bob", userId: "eve", timestamp: "2026-02-05T09:00:00Z" },
  ]);
  const { length } = await storedEvents(source, messages.length + 3);
  expect(length).toBe(messages.length + 3);
  await until(async () => expect(idsOf(await person("eve"))).toEqual(["a:dev-bob", "a:dev-eve", "u:bob", "u:eve"]));

  const all = async () => [await person("ada"), await person("bob"), await person("eve")];
  const before = await all();
  const merged = await change<{ person: Person }>("merge", "ada", "bob");
  expect(idsOf(merged.person)).toEqual(["a:dev-ada", "a:dev-bob", "a:dev-eve", "u:ada", "u:bob", "u:eve"]);
  expect(merged.person.events).toBe((before[0]?.events ?? 0) + (before[1]?.events ?? 0));
  expect(merged.person.traits).toEqual({ plan: "pro", age: 7 });
  const undone = await change<{ people: Person[] }>("unmerge", "ada", "bob");
  const after = await all();
  const bare = (list: Person[]) => list.map((one) => ({ ...one, separated: [] }));
  expect(bare(after)).toEqual(bare(before));
  expect(after[0]?.separated).toMatchObject([{ from: "u:ada", to: "u:bob" }]);
  expect(undone.people.map(({ id }) => id)).toEqual([before[0]?.id, before[1]?.id]);

  await change("unmerge", "bob", "eve");
  expect(idsOf(await person("bob"))).toEqual(["a:dev-bob", "u:bob"]);
  expect(idsOf(await person("eve"))).toEqual(["a:dev-eve", "u:eve"]);
  // The faulty script says it again: they stay apart, until somebody joins them by hand.
  await send(source, [{ type: "alias", messageId: "al2", previousId: "bob", userId: "eve" }]);
  await storedEvents(source, messages.length + 4);
  expect(idsOf(await person("eve"))).toEqual(["a:dev-eve", "u:eve"]);
  await change("merge", "bob", "eve");
  expect(idsOf(await person("eve"))).toEqual(["a:dev-bob", "a:dev-eve", "u:bob", "u:eve"]);
});

it("says what can't be merged or undone", async () => {
  const source = await createSource();
  await send(source, [
    { messageId: "n1", userId: "one" },
    { messageId: "n2", userId: "two" },
  ]);
  await storedEvents(source, 2);
  const answer = async (path: string, ids: string[]) => {
    const response = await call(`/api/people/${path}`, {
      method: "POST",
      headers: { authorization: "Bearer test-admin-token" },
      body: JSON.stringify({ ids }),
    });
    const { code } = await response.json<{ code: string }>();
    return [response.status, code];
  };
  expect(await answer("unmerge", ["one", "two"])).toEqual([409, "not_linked"]);
  expect(await answer("merge", ["one", "one"])).toEqual([400, "request_invalid"]);
  expect(await answer("merge", ["a:x", "a:y"])).toEqual([400, "request_invalid"]);
  const unknown = await call("/api/people/nobody", { headers: { authorization: "Bearer test-admin-token" } });
  expect((await unknown.json<{ code: string }>()).code).toBe("person_unknown");
});

it("moves a device by hand, and back", async () => {
  const source = await createSource();
  await send(source, [
    { messageId: "h1", anonymousId: "kiosk", timestamp: "2026-03-01T08:00:00Z" },
    { messageId: "h2", anonymousId: "kiosk", userId: "first", timestamp: "2026-03-01T09:00:00Z" },
    { messageId: "h3", anonymousId: "kiosk", userId: "second", timestamp: "2026-03-01T10:00:00Z" },
  ]);
  await storedEvents(source, 3);
  await until(async () => expect(idsOf(await person("first"))).toEqual(["a:kiosk", "u:first"]));
  await until(async () =>
    expect((await person("first")).warnings).toEqual([
      { kind: "device_conflict", subject: "a:kiosk", persons: ["u:second"] },
    ]),
  );
  await change("unmerge", "kiosk", "first");
  expect(idsOf(await person("first"))).toEqual(["u:first"]);
  expect(idsOf(await person("second"))).toEqual(["a:kiosk", "u:second"]);
  await change("merge", "kiosk", "first");
  expect(idsOf(await person("kiosk"))).toEqual(["a:kiosk", "u:first"]);
});

it("believes an alias of two users only from a secret key", async () => {
  const secret = await createSource("secret", "Secret");
  const open = await createSource("public", "Public");
  const alias = { type: "alias", messageId: "al", previousId: "victim", userId: "thief" };
  await send(secret, [{ messageId: "v", userId: "victim" }]);
  await send(open, [alias, { messageId: "t", userId: "thief" }]);
  await storedEvents(open, 2);
  await storedEvents(secret, 1);
  await until(async () => {
    const { warnings } = await admin<{ warnings: { kind: string; count: number }[] }>(
      `/api/warnings?source=${open.id}`,
    );
    expect(warnings).toMatchObject([{ kind: "alias_untrusted", count: 1 }]);
  });
  expect(idsOf(await person("victim"))).toEqual(["u:victim"]);
  await send(secret, [alias]);
  await until(async () => expect(idsOf(await person("victim"))).toEqual(["u:thief", "u:victim"]));
});

it("erases a person from everything there is, and keeps them out", async () => {
  const source = await createSource();
  const gone = ["erased-user", "erased-alias", "erased-device", "erased-second", "erased@mail.example"];
  const them = { anonymousId: "erased-device", userId: "erased-user" };
  // Keeps of every event whose it is.
  const whose = ["$user_id", "$anonymous_id"].map((property) => ({ property, op: "is_set" as const }));
  const audience = await createAudience({
    or: [{ did: { event: null, filter: { or: whose } } }, { person: "email", op: "is_set" }],
  });
  await send(source, [
    { messageId: "e1", ...them, context: { page: { referrer: "https://news.example/" } } },
    { messageId: "e2", type: "identify", ...them, traits: { email: "erased@mail.example" } },
    { messageId: "e3", anonymousId: "erased-second" },
    { messageId: "e4", anonymousId: "erased-second", userId: "erased-user" },
    { messageId: "e5", type: "alias", previousId: "erased-alias", userId: "erased-user" },
    { messageId: "e6", userId: "erased-alias" },
    { messageId: "e7", type: "group", userId: "erased-user", groupId: "acme" },
    { messageId: "k1", userId: "kept", anonymousId: "kept-device" },
  ]);
  // Refused, but shown as a sample.
  await send(source, [{ messageId: "e8", event: "", userId: "erased-user" }]);
  await storedEvents(source, 8);
  await until(async () =>
    expect(idsOf(await person("erased-user"))).toEqual(
      ["a:erased-device", "a:erased-second", "u:erased-alias", "u:erased-user"].toSorted(),
    ),
  );
  await until(async () => expect((await refusedReasons(source))["event_not_defined"]).toBe(1));
  await settle();
  expect(await members(audience.id)).toEqual(["u:erased-alias", "u:kept"]);
  expect([...(await everythingInObjects()).values()].some((text) => text.includes("erased-second"))).toBe(true);
  const exported = await admin<{ person: Person; events: { messageId: string }[] }>("/api/people/erased-alias/export");
  expect(exported.events.map(({ messageId }) => messageId).toSorted()).toEqual([
    "e1",
    "e2",
    "e3",
    "e4",
    "e5",
    "e6",
    "e7",
  ]);
  expect(exported.person.traits).toEqual({ email: "erased@mail.example" });

  const report = await admin<{ id: number; status: string; removed: Record<string, number> }>(
    "/api/people/erased-device",
    { method: "DELETE" },
  );
  expect(report).toMatchObject({ status: "done", removed: { events: 7, refusedSamples: 1 } });
  expect(await admin(`/api/erasures/${report.id}`)).toEqual(report);

  // Late ones, a doubled one, and one of somebody new on the same device.
  await send(source, [
    { messageId: "e1", ...them },
    { messageId: "e9", anonymousId: "erased-second" },
    { messageId: "e10", userId: "erased-alias", anonymousId: "new-device" },
    { messageId: "e11", type: "alias", previousId: "erased-user", userId: "kept" },
    { messageId: "k2", userId: "kept" },
  ]);
  await until(async () => expect((await refusedReasons(source))["suppressed"]).toBeGreaterThanOrEqual(3));
  expect((await storedEvents(source, 2)).map(({ messageId }) => messageId)).toEqual(["k1", "k2"]);

  // An object that was told of somebody by a consumer that did not know yet forgets it when it tries to publish.
  await until(async () => expect(await placesOf(gone)).toEqual([]));
  expect(await placesOf(["kept-device"])).not.toEqual([]);
  const { count } = await admin<{ count: number }>("/api/suppressions");
  expect(count).toBeGreaterThanOrEqual(4);
  await settle();
  expect(await members(audience.id)).toEqual(["u:kept"]);
  const { results } = await env.DB.prepare("SELECT id FROM actors").all<{ id: number }>();
  const left = await runInDurableObject(env.AUDIENCES.getByName("audiences"), (_, { storage }) =>
    ["SELECT actor AS id FROM moments", "SELECT actor FROM known", "SELECT person FROM members"]
      .concat(["SELECT person FROM due", "SELECT person FROM changes"])
      .flatMap((text) => storage.sql.exec(text).toArray().flatMap(Object.values)),
  );
  expect(left.filter((id) => !results.some((row) => row.id === id))).toEqual([]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM moved").first("n")).toBe(0);
  await remove(audience.id);
});

it("drops what comes of a suppressed id, until that is lifted", async () => {
  const source = await createSource();
  await send(source, [{ messageId: "s1", userId: "quiet" }]);
  await storedEvents(source, 1);
  await admin("/api/suppressions", { method: "POST", body: JSON.stringify({ id: "u:quiet" }) });
  await send(source, [{ messageId: "s2", userId: "quiet" }]);
  await until(async () => expect((await refusedReasons(source))["suppressed"]).toBe(1));
  expect(await admin("/api/suppressions/u:quiet", { method: "DELETE" })).toEqual({ lifted: 1 });
  await send(source, [{ messageId: "s3", userId: "quiet", anonymousId: "quiet-device" }]);
  expect((await storedEvents(source, 2)).map(({ messageId }) => messageId)).toEqual(["s1", "s3"]);
  await until(async () => expect(idsOf(await person("quiet"))).toEqual(["a:quiet-device", "u:quiet"]));
});
