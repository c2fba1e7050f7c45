import { beforeEach, describe, expect, it } from "vitest";
import { utf8 } from "#core/encoding.ts";
import { pushHouse } from "#house/push.ts";
import { sendPush } from "#push/send-push.ts";
import { admin, basic, call, createSource, env, post, storedEvents } from "../support/world.ts";
import { type Browser, browserWith, bytes, someBrowser } from "./receive-push.ts";

const message = {
  key: "entered:1:2:3:1#0",
  title: "Hello Zoë",
  body: "Your order is on its way.",
  url: "https://shop.example/o/1",
};

beforeEach(() => env.DB.prepare("DELETE FROM push_subscriptions").run());

// RFC 8291, section 5 and appendix A.
it("reads the RFC's own message, so what the tests below read is what browsers read", async () => {
  const browser = await browserWith(
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "BTBZMqHH6r4Tts7J_aSIgg",
  );
  const sent =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
  expect(await browser.read(bytes(sent))).toBe("When I grow up, I want to be a watermelon");
});

interface Got {
  url: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** Pushes to these actors, with a push service in place of the network. */
async function push(
  actors: readonly number[],
  answer: (got: Got) => Response = () => new Response(null, { status: 201 }),
  sent = message,
) {
  const got: Got[] = [];
  const house = pushHouse(env, Date.now, async (request) => {
    const one = { url: request.url, headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) };
    got.push(one);
    return answer(one);
  });
  return { outcome: await sendPush(house, actors, sent), got };
}

let visitors = 0;
const publicKey = async (): Promise<string> =>
  ((await (await call("/v1/push")).json()) as { publicKey: string }).publicKey;

/** A visitor of whom something is stored, and the number of the actor they are. */
async function visitor(): Promise<{ anonymousId: string; writeKey: string; actor: number }> {
  const source = await createSource("public", `Site ${++visitors}`);
  const anonymousId = `visitor-${visitors}`;
  await post("/v1/t", source.writeKey, { type: "track", event: "Came", anonymousId, messageId: crypto.randomUUID() });
  await storedEvents(source, 1);
  const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = ?1")
    .bind(`a:${anonymousId}`)
    .first<{ id: number }>();
  return { anonymousId, writeKey: source.writeKey, actor: row?.id ?? 0 };
}

const register = (writeKey: string, body: object): Promise<Response> =>
  post("/v1/push", writeKey, body, { origin: "https://shop.example" });
const endpoint = (name: string): string => `https://push.example.com/send/${name}`;
const subscriptionOf = ({ keys }: Browser, name: string) => ({ endpoint: endpoint(name), expirationTime: null, keys });

describe("a message", () => {
  it("arrives as it was written, signed with the key that the site subscribed with", async () => {
    const key = await publicKey();
    expect(await publicKey()).toBe(key);
    expect(JSON.stringify(await env.DB.prepare("SELECT private_key FROM push_keys").all())).toContain("v1.");
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    const registered = await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, "1") });
    expect(registered.status).toBe(200);
    expect(registered.headers.get("access-control-allow-origin")).toBe("https://shop.example");

    const { outcome, got } = await push([actor]);
    expect(outcome).toEqual({ outcome: "sent", devices: 1 });
    const [request] = got;
    if (!request) throw new Error("nothing was sent");
    expect(request.url).toBe(endpoint("1"));
    expect(JSON.parse(await browser.read(request.body))).toEqual({
      title: message.title,
      body: message.body,
      url: message.url,
      tag: request.headers.get("topic"),
    });
    expect(Object.fromEntries(request.headers)).toMatchObject({ ttl: "86400", "content-encoding": "aes128gcm" });
    await expectSigned(request.headers.get("authorization") ?? "", key);
  });

  it("is the same message at another attempt, and another for another key", async () => {
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, "2") });
    const topics: (string | null)[] = [];
    for (const key of ["a", "a", "b"])
      topics.push((await push([actor], undefined, { ...message, key })).got[0]?.headers.get("topic") ?? null);
    expect(topics[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(topics[1]).toBe(topics[0]);
    expect(topics[2]).not.toBe(topics[0]);
  });

  it.each([
    ["long", "x".repeat(5_000), "javascript:alert(1)"],
    ["long in other letters", "ё".repeat(5_000), `https://a.example/${"x".repeat(2_000)}`],
    ["many quotes", '"\\'.repeat(500), "https://user@evil.example:1/x"],
    ["hostile", '</script><script>"\n{{ 7 | times: 7 }}\0', "data:text/html,x"],
  ])("fits where it is %s", async (_, text, url) => {
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, "3") });
    const { outcome, got } = await push([actor], undefined, { key: "k", title: text.slice(0, 200), body: text, url });
    expect(outcome).toEqual({ outcome: "sent", devices: 1 });
    const shown = JSON.parse(await browser.read(got[0]?.body ?? new Uint8Array())) as {
      body: string;
      url: string | null;
    };
    expect(text.startsWith(shown.body)).toBe(true);
    expect(shown.url === null || shown.url.startsWith("https://")).toBe(true);
    expect(got[0]?.body.length).toBeLessThanOrEqual(4_096);
  });

  it.each([
    [404, "nobody", 0],
    [410, "nobody", 0],
    [400, "rejected", 1],
    [403, "rejected", 1],
    [413, "rejected", 1],
    [429, "later", 1],
    [500, "later", 1],
    [503, "later", 1],
    [302, "nobody", 0],
  ])("that is answered by %i is %s", async (status, expected, kept) => {
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, `s${status}`) });
    const headers = status === 429 ? { "retry-after": "9" } : { location: "https://else.example/" };
    const { outcome } = await push([actor], () => new Response("because", { status, headers }));
    expect(outcome).toMatchObject({ outcome: expected, ...(status === 429 && { afterMs: 9_000 }) });
    const { results } = await env.DB.prepare("SELECT 1 FROM push_subscriptions").all();
    expect(results).toHaveLength(kept);
  });

  it("reaches whoever is left of a person's browsers", async () => {
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    for (const name of ["gone", "well", "busy"]) {
      await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, name) });
    }
    const status: Record<string, number> = {
      [endpoint("gone")]: 410,
      [endpoint("well")]: 201,
      [endpoint("busy")]: 503,
    };
    const { outcome } = await push([actor], ({ url }) => new Response(null, { status: status[url] ?? 500 }));
    expect(outcome).toEqual({ outcome: "sent", devices: 1 });
    expect(await push([actor + 1_000])).toMatchObject({ outcome: { outcome: "nobody" }, got: [] });
  });

  it("goes no more to whom was erased", async () => {
    const [{ anonymousId, writeKey, actor }, browser] = [await visitor(), await someBrowser()];
    await register(writeKey, { anonymousId, subscription: subscriptionOf(browser, "4") });
    await admin(`/api/people/${anonymousId}`, { method: "DELETE" });
    const { results } = await env.DB.prepare("SELECT * FROM push_subscriptions").all();
    expect(results).toEqual([]);
    expect(await push([actor])).toMatchObject({ outcome: { outcome: "nobody" }, got: [] });
  });
});

/** The claims and the signature of RFC 8292. */
async function expectSigned(authorization: string, key: string): Promise<void> {
  const [, token = "", k = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  expect(k).toBe(key);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const imported = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["verify"]);
  const of = { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(of, imported, bytes(signature), utf8(`${head}.${claims}`))).toBe(true);
  const read = JSON.parse(new TextDecoder().decode(bytes(claims))) as { aud: string; exp: number; sub: string };
  expect(read).toMatchObject({ aud: "https://push.example.com", sub: expect.stringMatching(/^mailto:.+@/) });
  expect(read.exp - Date.now() / 1_000).toBeLessThanOrEqual(86_400);
}

describe("a subscription", () => {
  it("is taken from those with a write key, for their own device", async () => {
    const { keys } = await someBrowser();
    const subscription = { endpoint: endpoint("5"), keys };
    const [site, server] = [await createSource("public"), await createSource("secret")];
    const cases: [key: string, body: object, status: number][] = [
      ["wrong-key", { anonymousId: "x-1", subscription }, 401],
      [site.writeKey, { subscription }, 400],
      [site.writeKey, { userId: "ada", subscription }, 400],
      [site.writeKey, { anonymousId: "null", subscription }, 400],
      [
        site.writeKey,
        { anonymousId: "x-1", subscription: { ...subscription, endpoint: "http://push.example.com/" } },
        400,
      ],
      [
        site.writeKey,
        { anonymousId: "x-1", subscription: { ...subscription, endpoint: "https://t.example/v1/t" } },
        400,
      ],
      [
        site.writeKey,
        { anonymousId: "x-1", subscription: { endpoint: endpoint("5"), keys: { p256dh: "AA", auth: "AA" } } },
        400,
      ],
      [site.writeKey, { anonymousId: "x-1", subscription, more: "x".repeat(20_000) }, 400],
      [site.writeKey, { anonymousId: "x-1", subscription }, 200],
      [server.writeKey, { userId: "ada", subscription }, 200],
    ];
    for (const [key, body, status] of cases)
      expect((await register(key, body)).status, JSON.stringify(body).slice(0, 200)).toBe(status);
    const { results } = await env.DB.prepare("SELECT uid FROM push_subscriptions").all();
    expect(results).toEqual([{ uid: "u:ada" }]);
  });

  it("may be sent without headers, as a beacon is", async () => {
    const [{ keys }, site] = [await someBrowser(), await createSource("public")];
    const body = JSON.stringify({
      writeKey: site.writeKey,
      anonymousId: "b-1",
      subscription: { endpoint: endpoint("6"), keys },
    });
    expect((await call("/v1/push", { method: "POST", body })).status).toBe(200);
    expect((await call("/v1/push", { method: "POST", body: "{" })).status).toBe(400);
    expect((await call("/v1/push", { method: "POST", body: "{}", headers: basic("nobody") })).status).toBe(401);
  });

  it("names a machine of the internet, where it is not a test that asks", async () => {
    const production = { ...env, ALLOW_LOCAL_DESTINATIONS: "false" };
    const [{ keys }, { actor, anonymousId }] = [await someBrowser(), await visitor()];
    const got: string[] = [];
    const house = pushHouse(production, Date.now, async (request) => {
      got.push(request.url);
      return new Response(null, { status: 201 });
    });
    for (const host of [
      "127.0.0.1",
      "localhost",
      "169.254.169.254",
      "[::1]",
      "10.0.0.1",
      "0x7f.1",
      "metadata.google.internal",
    ]) {
      await env.DB.prepare("INSERT INTO push_subscriptions VALUES (?1, ?2, ?3, ?4, 1, 1)")
        .bind(`https://${host}/x`, `a:${anonymousId}`, keys.p256dh, keys.auth)
        .run();
    }
    expect(await sendPush(house, [actor], message)).toMatchObject({ outcome: "nobody" });
    expect(got).toEqual([]);
  });

  it("is one of twenty at most", async () => {
    const [{ keys }, site] = [await someBrowser(), await createSource("public")];
    for (let index = 0; index < 23; index++) {
      await register(site.writeKey, { anonymousId: "many", subscription: { endpoint: endpoint(`m${index}`), keys } });
    }
    const { results } = await env.DB.prepare("SELECT endpoint FROM push_subscriptions").all();
    expect(results).toHaveLength(20);
  });
});

it("serves the script that shows what is pushed", async () => {
  const response = await call("/push-worker.js");
  expect(response.headers.get("content-type")).toContain("javascript");
  const script = await response.text();
  expect(script).toContain("showNotification");
  await expect(admin("/api/push")).rejects.toThrow("404");
});
