import { beforeAll, describe, expect, test } from "vitest";
import { serverLibraries } from "../support/server-libraries-e2e.ts";
import { newSource, only, type Stored, type TestSource } from "../support/stored-e2e.ts";
import { unsteadyProxy } from "../support/unsteady-proxy-e2e.ts";

const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
/** The error that the client's and the server's clocks may leave: on one machine, the time a request takes. */
const CLOCK_MS = 5_000;

describe.each(serverLibraries)("$name", ({ connect, number }) => {
  describe("every call", () => {
    let source: TestSource;
    let events: Stored[];

    beforeAll(async () => {
      source = await newSource("secret");
      const { send, flush } = connect(source.writeKey, source.url);
      const calls = [
        send("identify", { userId: "käthe@☃", traits: { email: "kaethe@example.com", age: 38, plan: null } }),
        send("track", {
          userId: "käthe@☃",
          event: "Order “№ 1” Completed",
          properties: { revenue: 19.9, items: [{ sku: "a" }] },
        }),
        send("page", { anonymousId: "anon-1", category: "Docs", name: "Pricing", properties: { path: "/pricing" } }),
        send("screen", { anonymousId: "anon-1", name: "Home" }),
        send("group", { userId: "käthe@☃", groupId: "team 1/ü", traits: { employees: 12 } }),
        send("alias", { userId: "käthe@☃", previousId: "anon-1" }),
        send("track", { userId: number, event: "Numeric Id" }),
        send("track", { userId: "null", anonymousId: "anon-2", event: "Id Of A Bug" }),
        send("track", { anonymousId: "anon-3", event: "Long Ago", timestamp: new Date("2012-02-29T12:34:56.789Z") }),
        send("track", {
          anonymousId: "anon-4",
          event: "On Behalf",
          context: {
            ip: "198.51.100.7",
            userAgent: SAFARI,
            location: { country: "NZ", city: "Ōtautahi" },
            page: { referrer: "https://duckduckgo.com/" },
          },
        }),
      ];
      await flush();
      await Promise.all(calls);
      events = await source.storedForGood(calls.length);
    });

    const named = (name: string) => only(events, ({ event }) => event === name);
    const typed = (type: string) => only(events, (event) => event.type === type);

    test("comes back exactly once", () => {
      expect(events).toHaveLength(10);
      expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(10);
    });

    test("with its fields", () => {
      expect(typed("identify")).toMatchObject({
        userId: "käthe@☃",
        // The alias names anon-1, and the smaller id stands for the person.
        person: "u:anon-1",
        traits: { email: "kaethe@example.com", age: 38, plan: null },
      });
      expect(named("Order “№ 1” Completed")).toMatchObject({
        type: "track",
        properties: { revenue: 19.9, items: [{ sku: "a" }] },
      });
      expect(typed("page")).toMatchObject({
        anonymousId: "anon-1",
        name: "Pricing",
        category: "Docs",
        eventName: "Page Viewed",
        path: "/pricing",
      });
      expect(typed("screen")).toMatchObject({ anonymousId: "anon-1", name: "Home", eventName: "Screen Viewed" });
      expect(typed("group")).toMatchObject({ groupId: "team 1/ü", traits: { employees: 12 } });
      expect(typed("alias")).toMatchObject({ userId: "käthe@☃", previousId: "anon-1" });
    });

    test("odd ids: a number is text, a bug's id names nobody", () => {
      expect(named("Numeric Id")).toMatchObject({ userId: "12345", person: "u:12345" });
      expect(named("Id Of A Bug")).toMatchObject({ userId: "null", person: "a:anon-2" });
    });

    test("an old time stays old", () => {
      expect(Math.abs(Date.parse(named("Long Ago").timestamp) - Date.parse("2012-02-29T12:34:56.789Z"))).toBeLessThan(
        CLOCK_MS,
      );
      expect(Math.abs(Date.parse(typed("page").timestamp) - Date.now())).toBeLessThan(60_000);
    });

    test("the server's own address, place and agent are nobody's; the person's count where they are given", () => {
      expect(named("Numeric Id")).toMatchObject({ side: "server", ip: null, country: null, browser: null, bot: null });
      expect(named("On Behalf")).toMatchObject({
        side: "server",
        ip: "198.51.100.7",
        country: "NZ",
        city: "Ōtautahi",
        os: "iOS",
        device: "mobile",
        referringDomain: "duckduckgo.com",
      });
    });

    test("no write key stays in what is kept", () => {
      expect(JSON.stringify(events)).not.toContain(source.writeKey);
    });
  });

  test.concurrent.each([
    { what: "refused with 503", fault: { refuse: 503 } },
    { what: "refused with 429", fault: { refuse: 429, retryAfter: "1" } },
    { what: "taken, but the answer got lost", fault: { loseAnswer: true } as const },
  ])("sends again what was $what, and it is stored once", async ({ fault }) => {
    const source = await newSource("secret");
    const proxy = await unsteadyProxy(source.url, [fault]);
    const { send, flush } = connect(source.writeKey, proxy.url);
    const sent = send("track", { anonymousId: "anon-5", event: "Sent Again" });
    await flush();
    await sent;
    proxy.close();

    const [first, second, ...more] = proxy.passages;
    expect(more).toEqual([]);
    expect(second).toMatchObject({ status: 200, messageIds: first?.messageIds });
    const events = await source.storedForGood(1);
    expect(events.map(({ event, messageId }) => ({ event, messageId }))).toEqual([
      { event: "Sent Again", messageId: first?.messageIds[0] },
    ]);
  });
});
