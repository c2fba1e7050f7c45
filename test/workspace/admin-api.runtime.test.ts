import { describe, expect, it } from "vitest";
import { admin, call, createSource, post, storedEvents } from "../support/world.ts";

const event = { event: "Signed Up", anonymousId: "a1" };

describe("sign-in", () => {
  it.each([
    "/api/sources",
    "/api/events",
    "/api/refused",
    "/api/dead-letters",
    "/api/tokens",
    "/api/live",
    "/api/openapi.json",
  ])("%s needs it", async (path) => {
    for (const headers of [
      {},
      { authorization: "Bearer wrong" },
      { authorization: "Basic eDo=" },
      { cookie: "headwater_session=99999999999999.forged" },
    ]) {
      const response = await call(path, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: "unauthorized" });
    }
  });

  it("gives a browser a signed session, good for reading, and for acting only from its own origin", async () => {
    expect((await call("/api/session", { method: "POST", body: JSON.stringify({ token: "wrong" }) })).status).toBe(401);
    const signedIn = await call("/api/session", {
      method: "POST",
      body: JSON.stringify({ token: "test-admin-token" }),
    });
    const setCookie = signedIn.headers.get("set-cookie") ?? "";
    expect(setCookie).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    const cookie = setCookie.split(";")[0] ?? "";
    expect((await call("/api/sources", { headers: { cookie } })).status).toBe(200);
    expect((await call("/api/sources", { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    const make = (headers: Record<string, string>) =>
      call("/api/sources", { method: "POST", headers: { cookie, ...headers }, body: JSON.stringify({ name: "X" }) });
    expect((await make({ origin: "https://evil.example" })).status).toBe(403);
    expect((await make({})).status).toBe(403);
    expect((await make({ origin: "https://t.example" })).status).toBe(201);
    expect(
      (await call("/api/live", { headers: { cookie, upgrade: "websocket", origin: "https://evil.example" } })).status,
    ).toBe(403);
  });

  it("shows a made token once, keeps only its hash, and ends it", async () => {
    const { id, token } = await admin<{ id: number; token: string }>("/api/tokens", {
      method: "POST",
      body: '{"name":"CI"}',
    });
    const headers = { authorization: `Bearer ${token}` };
    expect((await call("/api/sources", { headers })).status).toBe(200);
    expect(JSON.stringify(await admin("/api/tokens"))).not.toContain(token);
    await admin(`/api/tokens/${id}`, { method: "DELETE" });
    expect((await call("/api/sources", { headers })).status).toBe(401);
  });
});

describe("sources", () => {
  it("keeps the key a site already has, and gives no key to two sources", async () => {
    const brought = { name: "Moved", kind: "public", writeKey: "wk_from_segment" };
    expect(await admin("/api/sources", { method: "POST", body: JSON.stringify(brought) })).toMatchObject({
      writeKey: "wk_from_segment",
      kind: "public",
    });
    const again = await call("/api/sources", {
      method: "POST",
      headers: { authorization: "Bearer test-admin-token" },
      body: JSON.stringify({ ...brought, name: "Other" }),
    });
    expect(again.status).toBe(409);
  });

  it("rotates a key with an overlap, and without one at once", async () => {
    const source = await createSource();
    const rotated = await admin<{ writeKey: string }>(`/api/sources/${source.id}/rotate`, {
      method: "POST",
      body: '{"overlapHours":1}',
    });
    expect(rotated.writeKey).not.toBe(source.writeKey);
    expect((await post("/v1/track", source.writeKey, event)).status).toBe(200);
    expect((await post("/v1/track", rotated.writeKey, event)).status).toBe(200);
    const third = await admin<{ writeKey: string }>(`/api/sources/${source.id}/rotate`, {
      method: "POST",
      body: '{"overlapHours":0}',
    });
    expect((await post("/v1/track", rotated.writeKey, event)).status).toBe(401);
    expect((await post("/v1/track", third.writeKey, event)).status).toBe(200);
    expect(await storedEvents(source, 3)).toHaveLength(3);
  });

  it("takes nothing while switched off, and says so", async () => {
    const source = await createSource();
    const change = (body: object) =>
      admin(`/api/sources/${source.id}`, { method: "PATCH", body: JSON.stringify(body) });
    expect(await change({ enabled: false, name: "Quiet" })).toMatchObject({ enabled: false, name: "Quiet" });
    const refused = await post("/v1/track", source.writeKey, event);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "source_disabled" });
    await change({ enabled: true });
    expect((await post("/v1/track", source.writeKey, event)).status).toBe(200);
  });

  it.each([
    ["POST", "/api/sources", "{}", "name"],
    ["POST", "/api/sources", '{"name":"x","kind":"secretive"}', "kind"],
    ["POST", "/api/sources", '{"name":"x","writeKey":"a b"}', "writeKey"],
    ["PATCH", "/api/sources/none", "{}", "id"],
    ["GET", "/api/events?limit=0", undefined, "limit"],
    ["GET", "/api/events?from=yesterday", undefined, "from"],
    ["GET", "/api/events?where=nonsense", undefined, "where"],
    ["GET", "/api/events?cursor=1;DROP", undefined, "cursor"],
    ["POST", "/api/dead-letters/replay", '{"ids":["x"]}', "ids"],
  ])("%s %s %s: the answer names the field %s%s", async (method, path, body, field) => {
    const response = await call(path, {
      method,
      headers: { authorization: "Bearer test-admin-token" },
      ...(body === undefined ? {} : { body }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "request_invalid",
      message: expect.stringContaining(field ?? ""),
    });
  });
});

it("describes every admin route in /api/openapi.json", async () => {
  const document = await admin<{ openapi: string; paths: Record<string, Record<string, { parameters: object[] }>> }>(
    "/api/openapi.json",
  );
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      "/api/sources",
      "/api/sources/{id}",
      "/api/sources/{id}/rotate",
      "/api/tokens",
      "/api/events",
      "/api/refused",
      "/api/dead-letters",
      "/api/dead-letters/replay",
    ]),
  );
  expect(document.paths["/api/events"]?.["get"]?.parameters).toContainEqual(
    expect.objectContaining({
      name: "limit",
      in: "query",
      required: false,
      schema: expect.objectContaining({ default: 100, maximum: 1000 }),
    }),
  );
});

it("answers /health with what is wrong", async () => {
  expect(await (await call("/health")).json()).toMatchObject({ status: "ok", wrong: [] });
});
