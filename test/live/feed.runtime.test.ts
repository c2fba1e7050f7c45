import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { eventJson } from "#core/event-json.ts";
import { bearer, cookie, invite, session, token } from "../access/people.ts";
import { admin, call } from "../support/world.ts";
import { idsOf, show, store } from "./arrivals.ts";
import { numbered, trackedEvent, trackedEvents } from "./events.ts";
import { hostileMessages } from "./hostile-messages.ts";
import { emptyFeed, feedStub, PASS, watch } from "./watcher.ts";

beforeEach(emptyFeed);

describe("connecting", () => {
  test("says hello, and nothing more where there is nothing", async () => {
    const anna = await watch();
    expect(anna.messages).toEqual([
      {
        type: "hello",
        protocol: 1,
        cursor: expect.stringMatching(/-0$/),
        filter: {},
        people: { last5: 0, last30: 0 },
        maxPerSecond: 500,
      },
    ]);
  });

  test("shows the last 200 of what was stored while nobody watched, oldest first", async () => {
    const events = numbered(230);
    await store(events);
    const anna = await watch();
    await anna.shown(200);
    expect(anna.ids()).toEqual(idsOf(events).slice(-200));
    expect(anna.messages[0]).toMatchObject({ type: "hello", people: { last5: 1, last30: 1 } });
    expect(await anna.next("events")).toMatchObject({ replay: true });
  });

  test("shows the last 200 that its filter lets through, however far back they are", async () => {
    await watch();
    await show([trackedEvent({ event: "Rare", messageId: "rare" }), ...numbered(3_000)]);
    const anna = await watch("event=Rare");
    await anna.shown(1);
    expect(anna.ids()).toEqual(["rare"]);
  });

  test("what is stored and published while it connects comes once", async () => {
    const events = numbered(20);
    const connecting = watch();
    for (const event of events) {
      await store([event]);
      await show([event]);
    }
    const anna = await connecting;
    await anna.shown(20);
    expect(anna.ids().toSorted()).toEqual(idsOf(events).toSorted());
  });

  test("without an upgrade it is told so; what an address asks wrongly is named", async () => {
    const plain = await feedStub().fetch("https://feed/api/live");
    expect([plain.status, (await plain.json<{ code: string }>()).code]).toEqual([426, "upgrade_required"]);
    const wrong = await feedStub().fetch("https://feed/api/live?where=x", { headers: { upgrade: "websocket" } });
    expect([wrong.status, (await wrong.json<{ message: string }>()).message]).toEqual([
      400,
      expect.stringContaining("where must be JSON"),
    ]);
  });

  test("through the Worker, for those who may", async () => {
    const stranger = await call("/api/live", { headers: { upgrade: "websocket" } });
    expect(stranger.status).toBe(401);
    await stranger.text();
    const plain = await call("/api/live", { headers: { authorization: "Bearer test-admin-token" } });
    expect([plain.status, (await plain.json<{ code: string }>()).code]).toEqual([426, "upgrade_required"]);
    const { status, webSocket } = await call("/api/live", {
      headers: { upgrade: "websocket", authorization: "Bearer test-admin-token" },
    });
    expect(status).toBe(101);
    const hello = new Promise((resolve) =>
      webSocket?.addEventListener("message", ({ data }) => resolve(JSON.parse(String(data)))),
    );
    webSocket?.accept();
    expect(await hello).toMatchObject({ type: "hello", protocol: 1 });
  });

  test("a browser's subprotocol is answered, its token is not", async () => {
    const headers = { upgrade: "websocket", ...PASS, "sec-websocket-protocol": "headwater, bearer.secret" };
    const response = await feedStub().fetch("https://feed/api/live", { headers });
    expect([response.status, response.headers.get("sec-websocket-protocol")]).toEqual([101, "headwater"]);
    response.webSocket?.accept();
  });

  test("where the database refuses, it is asked to come again, and then let in", async () => {
    await env.DB.exec("ALTER TABLE live_watch RENAME TO live_watch_away");
    const refused = await feedStub().fetch("https://feed/api/live", {
      headers: { upgrade: "websocket", ...PASS },
    });
    expect([refused.status, refused.headers.get("retry-after"), (await refused.json<{ code: string }>()).code]).toEqual(
      [503, "1", "overloaded"],
    );
    await env.DB.exec("ALTER TABLE live_watch_away RENAME TO live_watch");
    await watch();
  });
});

describe("showing", () => {
  test("each event once, whoever publishes it how often and in which order", async () => {
    const anna = await watch();
    const events = numbered(30);
    await Promise.all([
      show(events.slice(0, 20)),
      show(events.slice(0, 20)),
      show(events.slice(10)),
      show([...events, ...events]),
    ]);
    await show(events.toReversed());
    await show(numbered(1, 31));
    await anna.shown(31);
    expect(anna.rows()).toHaveLength(31);
    expect(new Set(anna.ids()).size).toBe(31);
  });

  test("a messageId belongs to its source", async () => {
    const anna = await watch();
    const at = (sourceId: number) => trackedEvent({ messageId: "same", properties: { from: sourceId } }, { sourceId });
    await show([at(1), at(2), at(1)]);
    await anna.shown(2);
    expect(anna.rows().map(({ source }) => source)).toEqual([1, 2]);
    anna.say({ type: "payload", messageId: "same", source: 1 });
    expect((await anna.next("payload")).event?.properties).toEqual({ from: 1 });
  });

  test("a quiet feed shows an event at once, a busy one few messages", async () => {
    const anna = await watch();
    const begun = Date.now();
    await show(numbered(1));
    await anna.shown(1);
    expect(Date.now() - begun).toBeLessThan(250);
    const before = anna.messages.length;
    await Promise.all(numbered(100, 2).map((event) => show([event])));
    await anna.shown(101);
    expect(anna.messages.length - before).toBeLessThan(30);
    const rows = await runInDurableObject(
      feedStub(),
      (_, { storage }) => storage.sql.exec("SELECT count(*) AS n FROM batches").one()["n"],
    );
    expect(rows, "one row a send").toBeLessThan(30);
  });

  test("the whole of an event on request, old or new, and null for one that is not kept", async () => {
    const anna = await watch();
    const [old, ...rest] = numbered(2_600);
    if (!old) throw new Error("no event");
    await show([old, ...rest]);
    for (const event of [old, rest[0], rest.at(-1)]) {
      if (!event) continue;
      const before = anna.messages.length;
      anna.say({ type: "payload", messageId: event.messageId });
      expect((await anna.next("payload", before)).event).toEqual(
        JSON.parse(JSON.stringify(eventJson(event, null, "a:anna"))),
      );
    }
    const before = anna.messages.length;
    anna.say({ type: "payload", messageId: "never seen" });
    expect(await anna.next("payload", before)).toEqual({ type: "payload", messageId: "never seen", event: null });
  });

  test("how many people were seen lately", async () => {
    const anna = await watch();
    await show(trackedEvents([{ anonymousId: "a" }, { anonymousId: "b" }, { anonymousId: "a" }]));
    expect(await anna.next("people")).toEqual({ type: "people", last5: 2, last30: 2 });
    await show(trackedEvents([{ anonymousId: "c" }]));
    await expect
      .poll(() => anna.messages.filter(({ type }) => type === "people").at(-1), { timeout: 5_000 })
      .toMatchObject({ last5: 3 });
    const late = await watch();
    expect(late.messages[0]).toMatchObject({ people: { last5: 3, last30: 3 } });
  });

  test("above its rate the newest, and it says so; without a rate everything", async () => {
    const [some, all] = await Promise.all([watch("maxPerSecond=50"), watch("maxPerSecond=0")]);
    const events = numbered(400);
    for (let from = 0; from < 400; from += 100) await show(events.slice(from, from + 100));
    await all.shown(400);
    expect(all.ids()).toEqual(idsOf(events));
    expect(await some.next("rate")).toMatchObject({ sampled: true });
    expect(some.rows().length).toBeLessThan(120);
    expect(some.ids()).toContain(events.at(-1)?.messageId);
    await expect
      .poll(() => some.messages.filter(({ type }) => type === "rate").at(-1), { timeout: 5_000 })
      .toMatchObject({ sampled: false });
    // The cursor has passed over what was left out.
    const again = await watch(`cursor=${some.cursor()}`);
    await show(numbered(1, 401));
    await again.shown(1);
    expect(again.rows()).toHaveLength(1);
    expect(all.messages.some(({ type }) => type === "rate")).toBe(false);
  });
});

describe("filters", () => {
  test("each socket gets what it asked for", async () => {
    const [all, orders, others, german] = await Promise.all([
      watch(),
      watch("event=Ordered"),
      watch("notEvent=Ordered"),
      watch(`where=${encodeURIComponent('{"property":"country","value":"DE"}')}`),
    ]);
    await show(
      trackedEvents([
        { event: "Ordered", messageId: "o1", properties: { country: "DE" } },
        { event: "Viewed", messageId: "v1" },
        { event: "Viewed", messageId: "v2", properties: { country: "DE" } },
      ]),
    );
    await Promise.all([all.shown(3), orders.shown(1), others.shown(2), german.shown(2)]);
    expect([all, orders, others, german].map((watcher) => watcher.ids())).toEqual([
      ["o1", "v1", "v2"],
      ["o1"],
      ["v1", "v2"],
      ["o1", "v2"],
    ]);
  });

  test("may change while connected, with or without the last ones again", async () => {
    const anna = await watch("event=A");
    await show(
      trackedEvents([
        { event: "A", messageId: "a1" },
        { event: "B", messageId: "b1" },
      ]),
    );
    await anna.shown(1);
    anna.say({ type: "filter", filter: { event: "B" } });
    expect(await anna.next("filter")).toMatchObject({ filter: { event: "B" } });
    await show(
      trackedEvents([
        { event: "A", messageId: "a2" },
        { event: "B", messageId: "b2" },
      ]),
    );
    await anna.shown(2);
    expect(anna.ids()).toEqual(["a1", "b2"]);
    anna.say({ type: "filter", filter: { event: "A" }, replay: true });
    await anna.shown(4);
    expect(anna.ids()).toEqual(["a1", "b2", "a1", "a2"]);
  });

  test("one that can't be used leaves the one in force", async () => {
    const anna = await watch("event=A");
    anna.say({ type: "filter", filter: { event: 5 } });
    expect(await anna.next("error")).toMatchObject({
      code: "filter_invalid",
      message: expect.stringContaining("event"),
    });
    await show(trackedEvents([{ event: "B" }, { event: "A", messageId: "a" }]));
    await anna.shown(1);
    expect(anna.ids()).toEqual(["a"]);
  });
});

describe("a client's manners", () => {
  test("ping is answered without us", async () => {
    const anna = await watch();
    const pong = new Promise((resolve) =>
      anna.socket.addEventListener("message", ({ data }) => data === "pong" && resolve(data)),
    );
    anna.say("ping");
    expect(await pong).toBe("pong");
  });

  test("pause holds the events back, resume brings them all", async () => {
    const anna = await watch();
    anna.say({ type: "pause" });
    await anna.next("paused");
    const events = numbered(700);
    await show(events);
    expect(anna.rows()).toEqual([]);
    anna.say({ type: "resume" });
    await anna.shown(700);
    expect(anna.ids()).toEqual(idsOf(events));
  });

  test("whatever it says is answered, and nobody notices", async () => {
    const [rude, anna] = await Promise.all([watch(), watch()]);
    for (const [name, code, data] of hostileMessages) {
      const before = rude.messages.length;
      rude.socket.send(data);
      expect(await rude.next("error", before), name).toMatchObject({ code, message: expect.stringMatching(/\w/) });
    }
    await show(numbered(1));
    await Promise.all([rude.shown(1), anna.shown(1)]);
    expect(anna.messages.some(({ type }) => type === "error")).toBe(false);
  });

  test.each([
    [1000, 1000],
    [1001, 1001],
    [4321, 4321],
    [undefined, 1000],
  ])("a close with %s is answered with %s, soon", async (sent, answered) => {
    const anna = await watch();
    const begun = Date.now();
    anna.socket.close(sent, sent === undefined ? undefined : "bye");
    expect((await anna.closed).code).toBe(answered);
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(await show(numbered(1))).toBe(0);
  });
});

describe("who is signed out", () => {
  test("is put out at the next half minute; who is not stays; what the client says of it is not heard", async () => {
    const member = await invite("watcher@example.com", "viewer");
    const open = async (headers: Record<string, string>) => {
      const { webSocket } = await call("/api/live", { headers: { upgrade: "websocket", ...headers } });
      const closed = new Promise<number>((resolve) =>
        webSocket?.addEventListener("close", ({ code }) => resolve(code)),
      );
      webSocket?.accept();
      return { closed };
    };
    const stays = await open(bearer("test-admin-token"));
    const secret = await session(member.id);
    const leaves = await Promise.all([
      open({ ...cookie(secret), ...PASS }),
      open(bearer((await token(["read"], Date.now() + 500)).token)),
    ]);
    await admin(`/api/members/${member.id}`, { method: "DELETE" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await runDurableObjectAlarm(feedStub());
    expect(await Promise.all(leaves.map(({ closed }) => closed))).toEqual([4401, 4401]);
    expect(await Promise.race([stays.closed, Promise.resolve("still open")])).toBe("still open");
  });
});
