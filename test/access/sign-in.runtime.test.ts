import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Mail } from "#core/mail.ts";
import { accessMember } from "#access/callers.ts";
import { askForCode, redeemCode } from "#access/codes.ts";
import type { AccessHouse } from "#access/house.ts";
import { accessHouse } from "#house/access.ts";
import worker from "../../src/worker.ts";
import { admin, call, env } from "../support/world.ts";
import { bearer, cookie, invite, OWN, session, token } from "./people.ts";

const MINUTE = 60_000;
const json = (body: object, headers: Record<string, string> = {}) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers,
});
const problemOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("codes by mail", () => {
  const sent: Mail[] = [];
  let now = Date.now();
  let from = "198.51.100.1";
  const house: AccessHouse = {
    ...accessHouse(env, () => now),
    sendMail: async (mail) => {
      sent.push(mail);
      return { outcome: "sent", id: "" };
    },
  };
  const ask = async (email: string) => (await askForCode(house, email, from))();
  const lastCode = () => /\d{6}/.exec(sent.at(-1)?.subject ?? "")?.[0] ?? "";
  const next = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  let ada: { id: number };
  beforeAll(async () => {
    ada = await invite("ada@example.com", "analyst");
  });
  afterEach(() => {
    // Another hour and another address: what one test counts is not the next one's.
    now += 25 * 60 * MINUTE;
    from = `198.51.100.${Math.floor(Math.random() * 250)}`;
    sent.length = 0;
  });

  it("is mailed to a member, is good once, and only for its address", async () => {
    await ask("ada@example.com");
    expect(sent).toHaveLength(1);
    expect(sent[0]?.to).toEqual(["ada@example.com"]);
    expect(sent[0]?.text).toContain(lastCode());
    expect(await problemOf(redeemCode(house, "bob@example.com", lastCode(), from))).toBe("unauthorized");
    expect(await redeemCode(house, "ada@example.com", lastCode(), from)).toBe(ada.id);
    expect(await problemOf(redeemCode(house, "ada@example.com", lastCode(), from))).toBe("unauthorized");
  });

  it("ends after ten minutes, after five tries, and with the next one", async () => {
    await ask("ada@example.com");
    const first = lastCode();
    await ask("ada@example.com");
    expect(await problemOf(redeemCode(house, "ada@example.com", first, from))).toBe(
      first === lastCode() ? null : "unauthorized",
    );
    for (let tries = 0; tries < 4; tries += 1)
      await problemOf(redeemCode(house, "ada@example.com", next(lastCode()), from));
    expect(await problemOf(redeemCode(house, "ada@example.com", lastCode(), from))).toBe("unauthorized");
    await ask("ada@example.com");
    now += 10 * MINUTE;
    expect(await problemOf(redeemCode(house, "ada@example.com", lastCode(), from))).toBe("unauthorized");
  });

  it("five tries at the same moment are five tries", async () => {
    await ask("ada@example.com");
    const wrong = Array.from({ length: 12 }, () =>
      problemOf(redeemCode(house, "ada@example.com", next(lastCode()), from)),
    );
    expect(new Set(await Promise.all(wrong))).toEqual(new Set(["unauthorized"]));
    expect(await problemOf(redeemCode(house, "ada@example.com", lastCode(), from))).toBe("unauthorized");
  });

  it("an address that nobody has is treated the same: a row, a limit, no mail and no way in", async () => {
    const rows = async () =>
      (await env.DB.prepare("SELECT count(*) AS n FROM sign_in_codes").first<{ n: number }>())?.n ?? 0;
    const before = await rows();
    for (let times = 0; times < 5; times += 1) await ask("nobody@example.com");
    expect(await rows()).toBe(before + 1);
    expect(sent).toEqual([]);
    expect(await problemOf(redeemCode(house, "nobody@example.com", "000000", from))).toBe("unauthorized");
    for (let times = 0; times < 5; times += 1) await ask("ada@example.com");
    expect([await problemOf(ask("nobody@example.com")), await problemOf(ask("ada@example.com"))]).toEqual([
      "rate_limited",
      "rate_limited",
    ]);
    const stored = await env.DB.prepare("SELECT group_concat(address_hash) AS all_of FROM sign_in_codes").first();
    expect(JSON.stringify(stored)).not.toContain("example.com");
  });

  it("over HTTP both answers are the same, byte for byte, and nobody's page but ours may ask", async () => {
    const [known, unknown] = await Promise.all(
      ["ada@example.com", "stranger@example.com"].map((email) => call("/api/session/code", json({ email }))),
    );
    expect([known?.status, await known?.text()]).toEqual([unknown?.status, await unknown?.text()]);
    expect([...(known?.headers ?? [])]).toEqual([...(unknown?.headers ?? [])]);
    const elsewhere = await call(
      "/api/session/code",
      json({ email: "a@example.com" }, { origin: "https://evil.example" }),
    );
    expect(elsewhere.status).toBe(403);
    for (const email of ["", "a", "a@b", "a@example.com\nbcc: b@example.com"]) {
      expect((await call("/api/session/code", json({ email }))).status, email).toBe(400);
    }
    const wrong = await call("/api/session/by-code", json({ email: "ada@example.com", code: "12345" }));
    expect(wrong.status).toBe(400);
  });
});

describe("sessions", () => {
  it("are listed, ended one by one, and all at once when their member goes", async () => {
    const eve = await invite("eve@example.com", "viewer");
    const [one, two] = [await session(eve.id), await session(eve.id)];
    const mine = async (secret: string) => call("/api/me/sessions", { headers: cookie(secret) });
    const { sessions } = await (await mine(one)).json<{ sessions: { id: number; current: boolean }[] }>();
    expect(sessions).toHaveLength(2);
    const other = sessions.find(({ current }) => !current);
    expect((await call(`/api/me/sessions/${other?.id}`, { method: "DELETE", headers: cookie(one) })).status).toBe(200);
    expect([(await mine(one)).status, (await mine(two)).status]).toEqual([200, 401]);
    // Somebody else's is none of one's own.
    const roots = await admin<{ sessions: { id: number; who: string }[] }>("/api/sessions");
    const bob = await invite("bob2@example.com", "viewer");
    const bobs = await session(bob.id);
    const foreign = roots.sessions.find(({ who }) => who === "eve@example.com");
    expect((await call(`/api/me/sessions/${foreign?.id}`, { method: "DELETE", headers: cookie(bobs) })).status).toBe(
      404,
    );
    await admin(`/api/members/${eve.id}`, { method: "DELETE" });
    expect((await mine(one)).status).toBe(401);
  });

  it("signing out ends the session itself, not only the cookie", async () => {
    const signedIn = await call("/api/session", json({ token: "test-admin-token" }));
    const [pair = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
    expect(pair).toMatch(/^__Host-headwater_session=/);
    const headers = { cookie: pair, origin: OWN };
    expect((await call("/api/me", { headers })).status).toBe(200);
    await call("/api/session", { method: "DELETE", headers });
    expect((await call("/api/me", { headers })).status).toBe(401);
  });

  it("a role counts from the next request; the last owner stays", async () => {
    const max = await invite("max@example.com", "viewer");
    const headers = cookie(await session(max.id));
    const save = () => call("/api/members", { method: "GET", headers });
    expect((await save()).status).toBe(403);
    await admin(`/api/members/${max.id}`, { method: "PATCH", body: '{"role":"owner"}' });
    expect((await save()).status).toBe(200);
    const leave = await call(`/api/members/${max.id}`, { method: "DELETE", headers });
    expect([leave.status, (await leave.json<{ code: string }>()).code]).toEqual([409, "conflict"]);
    const step = { method: "PATCH", headers, body: '{"role":"viewer"}' };
    expect((await call(`/api/members/${max.id}`, step)).status).toBe(409);
  });
});

describe("tokens", () => {
  it("may no more and last no longer than who makes them, and say when they were used", async () => {
    const dev = await invite("dev@example.com", "developer");
    const headers = cookie(await session(dev.id));
    const make = (body: object) => call("/api/tokens", { method: "POST", headers, body: JSON.stringify(body) });
    const tooMuch = await make({ name: "x", permissions: ["read", "access"] });
    expect([tooMuch.status, await tooMuch.text()]).toEqual([403, expect.stringContaining("Missing: access.")]);
    expect((await make({ name: "x", permissions: ["everything"] })).status).toBe(400);
    expect((await make({ name: "x", expiresAt: "2020-01-01T00:00:00Z" })).status).toBe(400);
    const expiresAt = new Date(Date.now() + 5 * MINUTE).toISOString();
    const made = await (
      await make({ name: "ci", permissions: ["read", "tokens"], expiresAt })
    ).json<{ token: string }>();
    const child = await call("/api/tokens", json({ name: "child" }, bearer(made.token)));
    expect(await child.json()).toMatchObject({ permissions: ["read", "tokens"], expiresAt });
    expect(await (await call("/api/me", { headers: bearer(made.token) })).json()).toMatchObject({
      kind: "token",
      role: null,
      permissions: ["read", "tokens"],
    });
    await vi.waitFor(async () => {
      const listed = await admin<{ tokens: { name: string; usedAt: string | null; madeBy: string | null }[] }>(
        "/api/tokens",
      );
      const found = listed.tokens.find(({ name }) => name === "ci");
      expect(found).toMatchObject({ madeBy: "dev@example.com", usedAt: expect.any(String) });
    });
    // Its maker is a viewer from now on: so is it.
    await admin(`/api/members/${dev.id}`, { method: "PATCH", body: '{"role":"viewer"}' });
    expect(await (await call("/api/me", { headers: bearer(made.token) })).json()).toMatchObject({
      permissions: ["read"],
    });
  });

  it("one from before there were permissions may everything", async () => {
    const old = await token(["read"]);
    await env.DB.prepare("UPDATE tokens SET permissions = NULL WHERE id = ?1").bind(old.id).run();
    expect((await call("/api/members", { headers: bearer(old.token) })).status).toBe(200);
  });

  it("can't become a person: no passkey, no session of the member who made it", async () => {
    const { token: all } = await token(["read", "access", "settings"]);
    for (const path of ["/api/me/passkeys/challenge", "/api/me/passkeys"]) {
      expect((await call(path, json({}, bearer(all)))).status).toBeGreaterThanOrEqual(400);
    }
    expect((await call("/api/me/passkeys", { headers: bearer(all) })).status).toBe(403);
  });

  it("ends the sessions that were begun with it", async () => {
    const { token: one, id } = await token(["read"]);
    const signedIn = await call("/api/session", json({ token: one }));
    const headers = { cookie: (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "", origin: OWN };
    expect(await (await call("/api/me", { headers })).json()).toMatchObject({ kind: "token", permissions: ["read"] });
    await admin(`/api/tokens/${id}`, { method: "DELETE" });
    expect((await call("/api/me", { headers })).status).toBe(401);
  });

  it("a server's write keys are for those who may change sources", async () => {
    const made = await admin<{ id: number; writeKey: string }>(
      "/api/sources",
      json({ name: "Server", kind: "secret" }),
    );
    const { token: reader } = await token(["read"]);
    for (const path of ["/api/sources", `/api/sources/${made.id}`]) {
      expect(await (await call(path, { headers: bearer(reader) })).text(), path).not.toContain(made.writeKey);
    }
  });
});

describe("the audit log", () => {
  const acts = async (query: string) =>
    (await admin<{ acts: Record<string, unknown>[] }>(`/api/audit?limit=500&${query}`)).acts;

  it("says who did what, also where it was refused, and never what was in the body", async () => {
    const amy = await invite("amy@example.com", "viewer");
    const headers = { ...cookie(await session(amy.id)), "cf-connecting-ip": "203.0.113.9" };
    await call("/api/connections/77", { method: "PATCH", headers, body: '{"settings":{"key":"very-secret"}}' });
    await call("/api/sources", { headers });
    await admin("/api/sources", { method: "POST", body: '{"name":"Very named"}' });
    const found = await vi.waitFor(async () => {
      const all = await acts("who=amy@example.com");
      expect(all).toHaveLength(1);
      return all;
    });
    expect(found).toEqual([
      expect.objectContaining({
        who: "amy@example.com",
        method: "PATCH",
        route: "/api/connections/{id}",
        ids: { id: "77" },
        outcome: "refused",
        status: 403,
        address: "203.0.113.9",
      }),
    ]);
    const made = await acts("who=deployment+token&route=/api/sources&outcome=done");
    expect(made[0]).toMatchObject({ says: "Make a source.", method: "POST" });
    const csv = await call("/api/audit?format=csv&who=amy@example.com", { headers: bearer("test-admin-token") });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const text = await csv.text();
    expect(text.split("\r\n")).toHaveLength(3);
    expect(text).toContain("/api/connections/{id}");
    const { results } = await env.DB.prepare("SELECT * FROM audit").all();
    expect(JSON.stringify(results)).not.toMatch(/very-secret|Very named|test-admin-token/);
  });

  it("comes in pages, and counts those who were nobody", async () => {
    const first = await admin<{ acts: { id: number }[]; next: number }>("/api/audit?limit=2");
    const second = await admin<{ acts: { id: number }[] }>(`/api/audit?limit=2&before=${first.next}`);
    const ids = [...first.acts, ...second.acts].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a));
    await call("/api/sources");
    await vi.waitFor(async () => expect((await acts("who=nobody")).length).toBeGreaterThan(0));
    expect((await acts("who=nobody")).length).toBeLessThan(5);
  });
});

describe("Cloudflare Access in front", () => {
  const ISSUER = "https://acme.cloudflareaccess.com";
  const RSA = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const behind = { ...env, ACCESS_TEAM: "acme", ACCESS_AUD: "aud-of-acme", ACCESS_DEFAULT_ROLE: "" };
  let keys: CryptoKeyPair;
  let others: CryptoKeyPair;
  let jwks: object;

  const part = (value: object | ArrayBuffer) =>
    new Uint8Array(value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value))).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  const seconds = () => Math.floor(Date.now() / 1_000);
  const claims = (more: object = {}) => ({
    iss: ISSUER,
    aud: ["aud-of-acme"],
    exp: seconds() + 600,
    email: "Viv@Example.com",
    ...more,
  });
  const sign = async (payload: object, head: object = { alg: "RS256", kid: "k1" }, key = keys.privateKey) => {
    const text = `${part(head)}.${part(payload)}`;
    const mark = await crypto.subtle.sign(RSA.name, key, new TextEncoder().encode(text));
    return `${text}.${part(mark)}`;
  };
  const get = async (path: string, headers: Record<string, string>, method = "GET", vars: Env = behind) => {
    const context = createExecutionContext();
    const request = new Request(`${OWN}${path}`, { method, headers, ...(method === "POST" && { body: "{}" }) });
    const response = await worker.fetch(request as Parameters<typeof worker.fetch>[0], vars, context);
    await waitOnExecutionContext(context);
    return response;
  };
  const withJwt = (jwt: string, more: Record<string, string> = {}) => ({ "cf-access-jwt-assertion": jwt, ...more });

  beforeAll(async () => {
    keys = (await crypto.subtle.generateKey(RSA, true, ["sign", "verify"])) as CryptoKeyPair;
    others = (await crypto.subtle.generateKey(RSA, true, ["sign", "verify"])) as CryptoKeyPair;
    const jwk = (await crypto.subtle.exportKey("jwk", keys.publicKey)) as JsonWebKey;
    jwks = { keys: [{ ...jwk, kid: "k1", use: "sig" }], public_certs: [] };
    await invite("viv@example.com", "viewer");
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      const { url } = input as Request;
      if (url !== `${ISSUER}/cdn-cgi/access/certs`) throw new TypeError(`nobody is at ${url}`);
      return Response.json(jwks);
    });
    return () => vi.restoreAllMocks();
  });

  it("lets a member in as what they are, and only from our own page where they act", async () => {
    const jwt = await sign(claims());
    expect(await (await get("/api/me", withJwt(jwt))).json()).toMatchObject({
      name: "viv@example.com",
      role: "viewer",
    });
    expect((await get("/api/sources", withJwt(jwt, { origin: OWN }), "POST")).status).toBe(403);
    const foreign = await get("/api/query", withJwt(jwt, { origin: "https://evil.example" }), "POST");
    expect((await foreign.json<{ code: string }>()).code).toBe("forbidden_origin");
  });

  it("lets nobody in whose assertion is none of this application's", async () => {
    const good = claims();
    const [head = "", body = "", mark = ""] = (await sign(good)).split(".");
    const raw = (await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer;
    const hmac = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const hs = `${part({ alg: "HS256", kid: "k1" })}.${part(good)}`;
    const confused = await crypto.subtle.sign("HMAC", hmac, new TextEncoder().encode(hs));
    const bad: Record<string, string> = {
      "alg none": `${part({ alg: "none", kid: "k1" })}.${part(good)}.`,
      "alg none in capitals": `${part({ alg: "nOnE", kid: "k1" })}.${part(good)}.`,
      "the public key as a secret": `${hs}.${part(confused)}`,
      "another's key": await sign(good, { alg: "RS256", kid: "k1" }, others.privateKey),
      "an unknown key": await sign(good, { alg: "RS256", kid: "k2" }, others.privateKey),
      "another team": await sign(claims({ iss: "https://evil.cloudflareaccess.com" })),
      "another application": await sign(claims({ aud: ["aud-of-another"] })),
      expired: await sign(claims({ exp: seconds() - 1 })),
      "without an end": await sign({ iss: ISSUER, aud: "aud-of-acme", email: "viv@example.com" }),
      "not yet": await sign(claims({ nbf: seconds() + 3_600 })),
      "changed afterwards": `${head}.${part(claims({ email: "owner@example.com" }))}.${mark}`,
      "without a mark": `${head}.${body}.`,
      "four parts": `${head}.${body}.${mark}.${mark}`,
      nonsense: "a.b.c",
      empty: "",
      "a stranger": await sign(claims({ email: "stranger@example.com" })),
      "a service without a token": await sign(claims({ email: "", common_name: "ci" })),
    };
    for (const [what, jwt] of Object.entries(bad)) {
      expect((await get("/api/me", withJwt(jwt))).status, what).toBe(401);
    }
  });

  it("without the header nothing else counts; with it a token does", async () => {
    expect((await get("/api/me", bearer("test-admin-token"))).status).toBe(401);
    expect((await get("/api/me", cookie(await session(null)))).status).toBe(401);
    const service = await sign(claims({ email: undefined, common_name: "ci" }));
    const both = await get("/api/me", withJwt(service, bearer("test-admin-token")));
    expect(await both.json()).toMatchObject({ kind: "root" });
    for (const path of ["/api/session", "/api/session/code", "/api/session/by-code", "/api/session/passkey"]) {
      expect((await get(path, {}, "POST")).status, path).toBe(403);
    }
  });

  it("half a setting shuts the door; a role for everybody lets strangers in as that", async () => {
    const jwt = await sign(claims());
    expect((await get("/api/me", withJwt(jwt), "GET", { ...behind, ACCESS_AUD: "" })).status).toBe(401);
    expect((await get("/api/me", withJwt(jwt), "GET", { ...behind, ACCESS_TEAM: "" })).status).toBe(401);
    expect((await get("/api/me", withJwt(jwt), "GET", { ...behind, ACCESS_TEAM: "evil.example/" })).status).toBe(401);
    const stranger = await sign(claims({ email: "new@example.com" }));
    const open = { ...behind, ACCESS_DEFAULT_ROLE: "viewer" };
    expect(await (await get("/api/me", withJwt(stranger), "GET", open)).json()).toMatchObject({ role: "viewer" });
    const nobody = { email: "no@example.com", expiresAt: Date.now() + MINUTE };
    expect(await accessMember(env.DB, nobody, null, Date.now())).toBeNull();
  });
});
