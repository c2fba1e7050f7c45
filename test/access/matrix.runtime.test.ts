import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ALL_PERMISSIONS, type Permission, ROLES } from "#core/access.ts";
import { accessOf, type AdminBound, adminRoute, mount } from "#core/admin-route.ts";
import { PUBLIC_ROUTES } from "#access/public-routes.ts";
import { CALLS } from "#ingest/endpoint.ts";
import { allRoutes } from "../../src/worker.ts";
import { call, env } from "../support/world.ts";
import { bearer, cookie, type Headers, invite, OWN, ROLE_NAMES, session, strangers, token } from "./people.ts";

const key = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const named = (routes: ReturnType<typeof allRoutes>) => [...new Set(routes.map(key))];
const open = allRoutes().filter(({ handler }) => accessOf(handler) === undefined);
const guarded = allRoutes().flatMap(({ method, path, handler }) => {
  const access = accessOf(handler);
  return access === undefined ? [] : [{ method, path, access }];
});

/** An address that a route answers to, of something that isn't there. */
const addressOf = (path: string) => path.replaceAll(/:\w+/g, "999999");
const ask = async ({ method, path }: { method: string; path: string }, headers: Headers) => {
  const body = ["GET", "DELETE"].includes(method) ? {} : { body: "{}" };
  const response = await call(addressOf(path), { method, headers, ...body });
  const text = await response.text();
  return {
    status: response.status,
    code: text.startsWith("{") ? (JSON.parse(text) as { code?: string }).code : null,
    text,
  };
};

describe("every route has a rule", () => {
  it("it names a permission, or it is in the closed list of those that need none", () => {
    const listed = PUBLIC_ROUTES.flatMap(({ routes }) => routes);
    expect(named(open.filter(({ method }) => method !== "ALL")).toSorted()).toEqual(listed.toSorted());
    // What goes before routes: the hand-over to the admin API, who asks and what was done, and what notes each request.
    for (const { path } of open.filter(({ method }) => method === "ALL")) expect(["/api/*", "/*"]).toContain(path);
    expect(guarded.length).toBeGreaterThan(100);
    expect(guarded.filter(({ path }) => !path.startsWith("/api/"))).toEqual([]);
  });

  it("what goes before routes answers nothing by itself", async () => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "PROPFIND"]) {
      expect((await call("/nothing/here", { method })).status, method).toBe(404);
      expect((await call("/api/nothing/here", { method })).status, method).toBe(401);
      expect((await call("//api///sources/", { method })).status, method).toBe(401);
    }
  });

  it("one without a rule is no route for the types, and none for the list above", () => {
    const answer = z.object({});
    const handle = async () => ({});
    // @ts-expect-error A route that does not say what it asks for.
    const silent = adminRoute({ method: "get", path: "/api/silent", summary: "", answer, handle });
    const app = new Hono<AdminBound>();
    mount(app, [adminRoute({ method: "get", path: "/api/said", access: "read", summary: "", answer, handle }), silent]);
    app.get("/api/beside", (context) => context.text("in"));
    expect(app.routes.map(({ handler }) => accessOf(handler))).toEqual(["read", undefined, undefined]);
  });

  it("before the router there is only tracking", async () => {
    for (const path of CALLS.keys()) {
      expect(path.startsWith("/api")).toBe(false);
      expect((await call(path, { method: "POST", body: "{}" })).status, path).toBe(path.endsWith("/m") ? 200 : 401);
    }
  });

  it("roles hold what they are said to hold", () => {
    expect(new Set(ROLES.owner)).toEqual(new Set(ALL_PERMISSIONS));
    expect(ROLES.viewer).toEqual(["read"]);
    for (const role of ["analyst", "developer", "viewer"] as const) {
      expect(ROLES[role]).not.toContain("access");
      expect(ROLES[role]).not.toContain("settings");
    }
  });
});

describe("the matrix", () => {
  let bad: Record<string, Headers>;
  const byRole = new Map<string, { headers: Headers; may: readonly Permission[] }>();
  const byToken = new Map<Permission, Headers>();
  let owner: Headers;

  beforeAll(async () => {
    for (const role of ROLE_NAMES) {
      const member = await invite(`${role}@example.com`, role);
      byRole.set(role, { headers: cookie(await session(member.id)), may: ROLES[role] });
    }
    owner = byRole.get("owner")?.headers ?? {};
    for (const one of ALL_PERMISSIONS) byToken.set(one, bearer((await token([one])).token));
    bad = await strangers();
  });

  describe.each(guarded.map((route) => [key(route), route] as const))("%s", (_, route) => {
    it("lets nobody in without a credential that holds", async () => {
      const answers = Object.entries(bad).map(async ([what, headers]) => [what, (await ask(route, headers)).status]);
      expect(await Promise.all(answers)).toEqual(Object.keys(bad).map((what) => [what, 401]));
    });

    it("lets in the roles and tokens that may, and tells the others what they lack", async () => {
      const single = [...byToken].map(([one, headers]) => [`token ${one}`, { headers, may: [one] }] as const);
      const asked = [...byRole, ...single].map(async ([who, one]) => ({
        who,
        ...one,
        answer: await ask(route, one.headers),
      }));
      for (const { who, may, answer } of await Promise.all(asked)) {
        const mayThis = route.access === "anyone" || (may as readonly string[]).includes(route.access);
        if (!mayThis) {
          expect(answer, who).toMatchObject({ status: 403, code: "forbidden" });
          expect(answer.text, who).toContain(`Missing: ${route.access}.`);
        } else {
          expect(answer.status, who).not.toBe(401);
          expect(answer.status, `${who}: ${answer.text}`).toBeLessThan(500);
          expect(answer.text, who).not.toContain("Missing:");
        }
      }
    });

    it("takes a session only from the dashboard's own page", async () => {
      const elsewhere = ["https://evil.example", "null", `${OWN}.evil.example`, "http://t.example"];
      const answers = await Promise.all(elsewhere.map((origin) => ask(route, { ...owner, origin })));
      expect(answers.map(({ status, code }) => [status, code])).toEqual(elsewhere.map(() => [403, "forbidden_origin"]));
      const { origin: _, ...without } = owner;
      if (route.method !== "GET") expect((await ask(route, without)).code).toBe("forbidden_origin");
    });
  });

  it("nobody was let in by any of it: the members are who they were", async () => {
    const { results } = await env.DB.prepare("SELECT email FROM members ORDER BY email").all<{ email: string }>();
    expect(results.map(({ email }) => email)).toEqual(ROLE_NAMES.map((role) => `${role}@example.com`).toSorted());
  });
});
