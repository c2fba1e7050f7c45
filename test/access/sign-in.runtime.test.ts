import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import type { Mail } from "#core/mail.ts";
import { trimAccess, writeAct } from "#access/audit.ts";
import { askForCode, redeemCode } from "#access/codes.ts";
import type { AccessHouse } from "#access/house.ts";
import { sessionHash } from "#access/sessions.ts";
import { accessHouse } from "#house/access.ts";
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
    const evil = { ...headers, origin: "https://evil.example" };
    await call("/api/connections/77", { method: "DELETE", headers: evil });
    await admin("/api/sources", { method: "POST", body: '{"name":"Very named"}' });
    await admin("/api/suppressions/u:erased-person", { method: "DELETE" });
    const found = await vi.waitFor(async () => {
      const all = await acts("who=amy@example.com");
      expect(all).toHaveLength(2);
      return all;
    });
    expect(found.toSorted((a, b) => Number(a["id"]) - Number(b["id"]))).toEqual([
      expect.objectContaining({
        who: "amy@example.com",
        method: "PATCH",
        route: "/api/connections/{id}",
        ids: { id: "77" },
        outcome: "refused",
        status: 403,
        address: "203.0.113.9",
      }),
      expect.objectContaining({
        method: "DELETE",
        says: "A page of another address asked in their name.",
        status: 403,
      }),
    ]);
    const made = await acts("who=deployment+token&route=/api/sources&outcome=done");
    expect(made[0]).toMatchObject({ says: "Make a source.", method: "POST" });
    const csv = await call("/api/audit?format=csv&who=amy@example.com", { headers: bearer("test-admin-token") });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const text = await csv.text();
    expect(text.split("\r\n")).toHaveLength(4);
    expect(text).toContain("/api/connections/{id}");
    const { results } = await env.DB.prepare("SELECT * FROM audit").all();
    expect(JSON.stringify(results)).not.toMatch(/very-secret|Very named|test-admin-token|erased-person/);
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

  it("keeps 400 days, and of sign-in nothing that has ended", async () => {
    const now = Date.now();
    const act = {
      who: "x",
      memberId: null,
      tokenId: null,
      method: "POST",
      route: "/x",
      ids: {},
      says: "",
      status: 200,
    };
    await writeAct(env.DB, { ...act, at: now - 399 * DAY_MS, address: null });
    await writeAct(env.DB, { ...act, at: now - 401 * DAY_MS, address: null });
    const ended = await session(null, now - 40 * DAY_MS);
    const open = await session(null, now);
    await trimAccess(env.DB, now);
    expect(await acts("who=x")).toHaveLength(1);
    const { results } = await env.DB.prepare("SELECT hash FROM sessions").all<{ hash: string }>();
    const hashes = results.map(({ hash }) => hash);
    expect(hashes).toContain(sessionHash(env.ADMIN_TOKEN_HASH, open));
    expect(hashes).not.toContain(sessionHash(env.ADMIN_TOKEN_HASH, ended));
  });
});
