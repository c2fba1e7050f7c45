import { beforeEach, describe, expect, it } from "vitest";
import { mailing } from "#house/mail.ts";
import { unsubscribeLink } from "#mail/unsubscribe-routes.ts";
import { admin, call, env } from "../support/world.ts";

interface Settings {
  chosen: { provider: string; settings: Record<string, string>; secretNames: string[] } | null;
  providers: { slug: string; fields: { name: string; secret: boolean }[] }[];
  isLocal: boolean;
}

const given = {
  provider: "postmark",
  from: { name: "The Shop", address: "shop@example.com" },
  replyTo: null,
  settings: { serverToken: "very-secret-token", messageStream: "broadcast" },
};
const put = (body: unknown) => admin<Settings>("/api/mail/settings", { method: "PUT", body: JSON.stringify(body) });

beforeEach(() => env.DB.prepare("DELETE FROM mail_settings").run());

describe("settings", () => {
  it("are nobody's at first, and no mail can be sent", async () => {
    const { chosen, isLocal, providers } = await admin<Settings>("/api/mail/settings");
    expect({ chosen, isLocal }).toEqual({ chosen: null, isLocal: false });
    expect(providers.map(({ slug }) => slug)).toEqual(["cloudflare", "resend", "postmark", "ses"]);
    const sent = await admin("/api/mail/test", { method: "POST", body: JSON.stringify({ to: "ada@example.com" }) });
    expect(sent).toEqual({ outcome: "stopped", reason: expect.stringContaining("not set up") });
  });

  it("never show a secret, and keep it where it is left out", async () => {
    const answer = await put(given);
    expect(answer.chosen).toMatchObject({ settings: { messageStream: "broadcast" }, secretNames: ["serverToken"] });
    expect(JSON.stringify(answer)).not.toContain("very-secret");
    expect(JSON.stringify(await env.DB.prepare("SELECT * FROM mail_settings").all())).not.toContain("very-secret");

    const { chosen } = await put({ ...given, settings: { messageStream: null } });
    expect(chosen).toMatchObject({ settings: {}, secretNames: ["serverToken"] });
    const tokens: (string | null)[] = [];
    const mail = mailing(env, Date.now, async (request) => {
      tokens.push(request.headers.get("x-postmark-server-token"));
      return Response.json({ ErrorCode: 0, MessageID: "1" });
    });
    const words = { subject: "a", html: "a", text: "a", headers: {}, attachments: [] };
    expect(await mail.send({ key: "k", to: ["ada@example.com"], ...words })).toEqual({ outcome: "sent", id: "1" });
    expect(tokens).toEqual(["very-secret-token"]);
    expect(await mail.send({ key: "k", to: ["ada\r\nBcc: x@example.com"], ...words })).toMatchObject({
      outcome: "rejected",
    });
    expect(tokens).toHaveLength(1);
    expect(await mail.isIdempotent()).toBe(false);
  });

  it("don't give one provider's key to another", async () => {
    await put(given);
    await expect(put({ ...given, provider: "resend", settings: {} })).rejects.toThrow("API key is missing");
  });

  it("say so where the key can't be opened any more", async () => {
    await put(given);
    const other = { ...env, CREDENTIALS_KEY: btoa("another key of thirty-two bytes!") };
    const outcome = await mailing(other, Date.now).send({
      key: "k",
      to: ["ada@example.com"],
      subject: "a",
      html: "a",
      text: "a",
      headers: {},
      attachments: [],
    });
    expect(outcome).toEqual({ outcome: "stopped", reason: expect.stringContaining("enter it again") });
  });

  it("are asked for again where the database doesn't answer: nothing was sent", async () => {
    const DB = {
      prepare() {
        throw new Error("D1_ERROR: overloaded");
      },
    } as unknown as D1Database;
    const words = { subject: "a", html: "a", text: "a", headers: {}, attachments: [] };
    expect(await mailing({ ...env, DB }, Date.now).send({ key: "k", to: ["ada@example.com"], ...words })).toMatchObject(
      {
        outcome: "later",
      },
    );
  });

  it.each([
    ["provider", { provider: "pigeon" }],
    ["provider", { provider: "file" }],
    ["from.address", { from: { name: "", address: "nobody" } }],
    ["from.name", { from: { name: "a\r\nBcc: b@example.com", address: "a@example.com" } }],
    ["replyTo", { replyTo: "x" }],
    ["settings.messageStream", { settings: { ...given.settings, messageStream: "a b" } }],
    [
      "settings.region",
      { provider: "ses", settings: { region: "x.evil.example/", accessKeyId: "A".repeat(20), secretAccessKey: "s" } },
    ],
  ])("refuse %s: %j", async (field, change) => {
    await expect(put({ ...given, ...change })).rejects.toThrow(field);
  });

  it("are only for those who are signed in", async () => {
    for (const path of ["settings", "suppressions", "outbox"])
      expect((await call(`/api/mail/${path}`)).status).toBe(401);
  });
});

it("has an outbox only on a local runtime", async () => {
  await expect(admin("/api/mail/outbox")).rejects.toThrow("404");
});

describe("leaving", () => {
  const mail = mailing(env, Date.now);
  const pathOf = (link: string) => new URL(link).pathname + new URL(link).search;
  const post = (path: string, body = "") =>
    call(path, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } });

  it("takes one click of a mail program, or a button, and can be taken back", async () => {
    const link = await unsubscribeLink(env.DB, "https://t.example", { address: "Ada@Example.com", automation: 7 });
    expect(await unsubscribeLink(env.DB, "https://t.example", { address: "Ada@Example.com", automation: 7 })).toBe(
      link,
    );
    const page = await call(pathOf(link));
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain("Ada@Example.com");
    expect(html).toContain(`<form method="post" action="${pathOf(link)}">`);
    // Programs that look at links have left nobody out.
    expect(await mail.isSuppressed("ada@example.com")).toBe(false);

    expect((await post(pathOf(link), "List-Unsubscribe=One-Click")).status).toBe(200);
    expect((await post(pathOf(link), "List-Unsubscribe=One-Click")).status).toBe(200);
    expect(await mail.isSuppressed(" ADA@example.com")).toBe(true);
    expect(await admin("/api/mail/suppressions?search=ada")).toMatchObject({
      suppressions: [{ address: "ada@example.com", reason: "unsubscribed", automation: 7 }],
      next: null,
    });

    expect((await post(pathOf(link).replace("/unsubscribe", "/unsubscribe/undo"))).status).toBe(200);
    expect(await mail.isSuppressed("ada@example.com")).toBe(false);
  });

  it("can't be taken back where the team has put the address on the list", async () => {
    await admin("/api/mail/suppressions", { method: "POST", body: JSON.stringify({ address: "eve@example.com" }) });
    const link = await unsubscribeLink(env.DB, "https://t.example", { address: "eve@example.com", automation: 1 });
    await post(pathOf(link));
    await post(pathOf(link).replace("/unsubscribe", "/unsubscribe/undo"));
    expect(await mail.isSuppressed("eve@example.com")).toBe(true);
    expect(await admin("/api/mail/suppressions?address=Eve@example.com", { method: "DELETE" })).toEqual({
      removed: true,
    });
    expect(await mail.isSuppressed("eve@example.com")).toBe(false);
  });

  it("knows its own links", async () => {
    const link = new URL(
      await unsubscribeLink(env.DB, "https://t.example", { address: "ada@example.com", automation: 1 }),
    );
    const [payload = "", signature = ""] = (link.searchParams.get("t") ?? "").split(".");
    const other = btoa('["eve@example.com",1]').replace(/=+$/, "");
    for (const token of [
      "",
      "a",
      ".",
      `${payload}.`,
      `${payload}.${signature}x`,
      `${other}.${signature}`,
      `${payload}.${signature}.x`,
      "%00.%00",
    ]) {
      expect((await post(`/unsubscribe?t=${token}`)).status, token).toBe(404);
    }
    expect(await mail.isSuppressed("eve@example.com")).toBe(false);
  });

  it("shows an address as text", async () => {
    const link = await unsubscribeLink(env.DB, "https://t.example", {
      address: "<script>alert(1)</script>@example.com",
      automation: 1,
    });
    expect(await (await call(pathOf(link))).text()).not.toContain("<script>");
  });

  it("is in every mail to a person, and in its headers", async () => {
    const draft = {
      subject: "Hi {{ person.name }}",
      body: "Hi",
      variables: { person: { name: "Ada\r\nX: y" } },
      automation: 3,
      origin: "https://t.example",
    };
    const composed = await mail.compose({ ...draft, unsubscribe: "ada@example.com" });
    const link = await unsubscribeLink(env.DB, "https://t.example", { address: "ada@example.com", automation: 3 });
    expect(composed).toMatchObject({
      mail: {
        subject: "Hi Ada X: y",
        html: expect.stringContaining(link),
        text: expect.stringContaining(link),
        headers: { "List-Unsubscribe": `<${link}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
      },
    });
    expect(await mail.compose({ ...draft, unsubscribe: null })).toMatchObject({ mail: { headers: {} } });
    expect(await mail.compose({ ...draft, body: "{{", unsubscribe: null })).toHaveProperty("fault");
  });
});

it("pages through the list", async () => {
  await env.DB.prepare("DELETE FROM mail_suppressions").run();
  const rows = Array.from(
    { length: 7 },
    (_, index) => `('a${index}@example.com', 'added', NULL, ${100 + (index % 2)})`,
  );
  await env.DB.prepare(`INSERT INTO mail_suppressions VALUES ${rows.join(",")}`).run();
  const found: string[] = [];
  let cursor = "";
  do {
    const page: { suppressions: { address: string }[]; next: string | null } = await admin(
      `/api/mail/suppressions?limit=2${cursor}`,
    );
    found.push(...page.suppressions.map(({ address }) => address.slice(0, 2)));
    cursor = page.next === null ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  expect(found).toEqual(["a1", "a3", "a5", "a0", "a2", "a4", "a6"]);
});
