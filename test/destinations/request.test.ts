import { describe, expect, it } from "vitest";
import type { RequestOptions } from "#destinations/contract.ts";
import type { Exchange } from "#destinations/exchange.ts";
import { createMask } from "#destinations/mask.ts";
import { createRequest, USER_AGENT } from "#destinations/request.ts";

const SECRET = "sk_live_very-secret";

function client(answer: (request: Request) => Response | Promise<Response>, local = false) {
  const sent: { method: string; redirect: string; headers: Headers; text: string }[] = [];
  const exchanges: Exchange[] = [];
  const request = createRequest({
    fetch: async (request) => {
      const { method, redirect, headers } = request;
      sent.push({ method, redirect, headers, text: await request.clone().text() });
      return answer(request);
    },
    reach: { local, ownHosts: ["us.example"] },
    mask: createMask([SECRET]),
    record: (exchange) => exchanges.push(exchange),
    now: () => 1_000_000,
  });
  return { request, sent, exchanges };
}

const thrown = async (promise: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    await promise;
  } catch (error) {
    return { ...(error as object), name: (error as Error).constructor.name, message: (error as Error).message };
  }
  throw new Error("nothing was thrown");
};

it("sends JSON, says who it is, and follows no redirect", async () => {
  const { request, sent } = client(() => Response.json({ ok: true }));
  const answer = await request("https://to.example/x", {
    json: { a: 1 },
    headers: { "user-agent": "Segment", "x-a": "1" },
  });
  expect(answer.json()).toEqual({ ok: true });
  const [one] = sent;
  expect([one?.method, one?.redirect, one?.headers.get("user-agent"), one?.headers.get("x-a")]).toEqual([
    "POST",
    "manual",
    USER_AGENT,
    "1",
  ]);
  expect(one?.text).toBe('{"a":1}');
});

describe("what an answer means", () => {
  const cases: [number, Record<string, string>, string, Record<string, unknown>][] = [
    [400, {}, "Rejected", {}],
    [404, {}, "Rejected", {}],
    [422, {}, "Rejected", {}],
    [401, {}, "Disconnected", {}],
    [403, {}, "Disconnected", {}],
    [301, { location: "https://else.example/" }, "Disconnected", {}],
    [307, { location: "http://169.254.169.254/" }, "Disconnected", {}],
    [429, { "retry-after": "7" }, "RateLimited", { retryAfterMs: 7_000 }],
    [429, {}, "RateLimited", { retryAfterMs: null }],
    [408, {}, "Unavailable", {}],
    [500, {}, "Unavailable", {}],
    [503, {}, "Unavailable", {}],
  ];
  it.each(cases)("%i %j is %s", async (status, headers, name, more) => {
    const { request, exchanges, sent } = client(() => new Response(`because ${SECRET}`, { status, headers }));
    const error = await thrown(request("https://to.example/x"));
    expect(error).toMatchObject({ name, ...more });
    expect(error["message"]).toContain(`to.example answered ${status}: because •••`);
    expect(sent.length).toBe(1);
    expect(exchanges).toEqual([expect.objectContaining({ status, responseBody: "because •••" })]);
  });

  it("with anyStatus they are given, but a redirect is not", async () => {
    const any: RequestOptions = { anyStatus: true };
    expect((await client(() => new Response("", { status: 500 })).request("https://to.example/", any)).status).toBe(
      500,
    );
    const moved = client(() => new Response("", { status: 302, headers: { location: "/y" } }));
    expect(await thrown(moved.request("https://to.example/", any))).toMatchObject({ name: "Disconnected" });
  });

  it("an answer that is not JSON is Unavailable when it is read as such", async () => {
    const answer = await client(() => new Response("<html>")).request("https://to.example/");
    expect(() => answer.json()).toThrow(/to\.example answered with something that is not JSON/);
  });

  it("no connection and no answer in time are Unavailable", async () => {
    const lost = client(() => Promise.reject(new TypeError("getaddrinfo ENOTFOUND")));
    expect(await thrown(lost.request("https://to.example/"))).toMatchObject({
      name: "Unavailable",
      message: "to.example could not be reached.",
    });
    const silent = client(
      (request) =>
        new Promise((_, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
        }),
    );
    expect(await thrown(silent.request("https://to.example/", { timeoutMs: 20 }))).toMatchObject({
      name: "Unavailable",
      message: "to.example did not answer in time.",
    });
    expect(silent.exchanges).toEqual([expect.objectContaining({ status: null, responseBody: "no answer in time" })]);
  });

  it("an answer without end is read to a megabyte", async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000).fill(97)),
    });
    const answer = await client(() => new Response(endless)).request("https://to.example/");
    expect(answer.text.length).toBe(1_000_000);
  });
});

it.each([
  "http://127.0.0.1/",
  "http://[::ffff:10.0.0.1]/",
  "http://x.internal/",
  "https://us.example/",
  "file:///etc/passwd",
])("%s is never called", async (url) => {
  const { request, sent } = client(() => new Response("reached"));
  expect(await thrown(request(url, { anyStatus: true }))).toMatchObject({ name: "Disconnected" });
  expect(sent).toEqual([]);
});

it("samples show what was sent and answered, without secrets", async () => {
  const { request, exchanges } = client(() => Response.json({ token: "abcdef-token", said: SECRET }));
  await request(`https://to.example/${SECRET}?api_key=${SECRET}`, {
    headers: { authorization: `Bearer ${SECRET}`, "x-note": SECRET },
    json: { key: SECRET, fine: "yes" },
  });
  expect(JSON.stringify(exchanges)).not.toMatch(/sk_live|abcdef/);
  expect(exchanges).toEqual([
    expect.objectContaining({ method: "POST", requestBody: '{"key":"•••","fine":"yes"}', status: 200 }),
  ]);
});

it("what a destination says to a refused key has the key blanked out; what it says to a good one is left as it is", async () => {
  const said = (status: number) => client(() => new Response(`you sent ${SECRET}`, { status })).request;
  const refused = await said(400)("https://to.example/x", { anyStatus: true });
  expect(refused.text).toContain("you sent ");
  expect(refused.text).not.toContain(SECRET);
  expect((await said(200)("https://to.example/x")).text).toBe(`you sent ${SECRET}`);
});
