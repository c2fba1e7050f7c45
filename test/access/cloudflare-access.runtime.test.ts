import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { accessMember } from "#access/callers.ts";
import worker from "../../src/worker.ts";
import { env } from "../support/world.ts";
import { bearer, cookie, invite, OWN, session } from "./people.ts";

const MINUTE = 60_000;

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
