import { describe, expect, it } from "vitest";
import type { Json } from "#core/json.ts";
import { bigquery } from "#destinations/catalogue/bigquery.ts";
import { fromBase64, utf8 } from "#core/encoding.ts";
import { serviceAccount, serviceAccountWithKey } from "../service-account.ts";
import { type Answer, examples, json, NOW, type Seen, send, type Service } from "../service.ts";

const TABLE = "https://bigquery.googleapis.com/bigquery/v2/projects/shop-1234/datasets/analytics/tables";
const isToken = (seen: Seen) => seen.url === "https://oauth2.googleapis.com/token";
const token: Answer = { body: { access_token: "ya29.token", expires_in: 3599, token_type: "Bearer" } };
/** Google's tokens, and this for all else. */
const google =
  (answer: Service): Service =>
  (seen) =>
    isToken(seen) ? token : answer(seen);
const taking = google(() => ({ body: { kind: "bigquery#tableDataInsertAllResponse" } }));
const notFound: Answer = {
  status: 404,
  body: {
    error: { code: 404, message: "Not found: Table shop-1234:analytics.events", errors: [{ reason: "notFound" }] },
  },
};
const settingsOf = async () => ({ serviceAccount: await serviceAccount(), dataset: "analytics" });

describe("BigQuery", () => {
  it("inserts a row an event, JSON as text, known by its id", async () => {
    const { seen } = await send(bigquery, await settingsOf(), [examples.track, examples.identify], taking);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST https://oauth2.googleapis.com/token",
      `POST ${TABLE}/events/insertAll`,
    ]);
    expect(seen[1]?.headers.get("authorization")).toBe("Bearer ya29.token");
    const { track, identify } = examples;
    expect(json(seen[1])).toEqual({
      skipInvalidRows: true,
      rows: [
        {
          insertId: "c1-1-msg-04",
          json: {
            message_id: "msg-04",
            type: "track",
            event: "Order Completed",
            user_id: "user-42",
            anonymous_id: "anon-7f3a",
            timestamp: "2026-01-02T03:04:05.678Z",
            received_at: "2026-01-02T03:04:06.100Z",
            properties: JSON.stringify(track.properties),
            context: JSON.stringify(track.context),
          },
        },
        {
          insertId: "c1-1-msg-01",
          json: {
            message_id: "msg-01",
            type: "identify",
            user_id: "user-42",
            anonymous_id: "anon-7f3a",
            timestamp: "2026-01-02T03:04:05.678Z",
            received_at: "2026-01-02T03:04:06.100Z",
            traits: JSON.stringify(identify.traits),
            context: JSON.stringify(identify.context),
          },
        },
      ],
    });
  });

  it("asks for a token with claims signed by the account's key", async () => {
    const { account, publicKey } = await serviceAccountWithKey();
    const settings = { serviceAccount: JSON.stringify(account), dataset: "analytics" };
    const { seen } = await send(bigquery, settings, [examples.track], taking);
    const form = new URLSearchParams(seen[0]?.text);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [header = "", claims = "", signature = ""] = form.get("assertion")?.split(".") ?? [];
    const bytes = (text: string) => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/")) ?? new Uint8Array();
    const read = (text: string) => JSON.parse(new TextDecoder().decode(bytes(text))) as Json;
    expect(read(header)).toEqual({ alg: "RS256", typ: "JWT" });
    expect(read(claims)).toEqual({
      iss: account.client_email,
      scope: "https://www.googleapis.com/auth/bigquery",
      aud: "https://oauth2.googleapis.com/token",
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
    });
    const algorithm = "RSASSA-PKCS1-v1_5";
    expect(await crypto.subtle.verify(algorithm, publicKey, bytes(signature), utf8(`${header}.${claims}`))).toBe(true);
  });

  it("keeps the token, and gets another where it no longer holds", async () => {
    const settings = await settingsOf();
    await send(bigquery, settings, [examples.track], taking);
    const second = await send(bigquery, settings, [examples.track], taking);
    expect(second.seen.map(isToken)).toEqual([false]);
    let isFirst = true;
    const third = await send(
      bigquery,
      settings,
      [examples.track],
      google(() => {
        const answer = isFirst ? { status: 401 } : { body: {} };
        isFirst = false;
        return answer;
      }),
    );
    expect(third.seen.map(isToken)).toEqual([false, true, false]);
    expect(third.outcomes).toEqual([null]);
  });

  it("tells rows that are wrong from rows that can come again", async () => {
    const insertErrors = [
      { index: 1, errors: [{ reason: "invalid", location: "plan", message: "no such field: plan." }] },
      { index: 2, errors: [{ reason: "stopped", location: "", message: "" }] },
      { index: 3, errors: [{ reason: "backendError", message: "try again" }] },
    ];
    const events = Object.values(examples);
    const { outcomes } = await send(
      bigquery,
      await settingsOf(),
      events,
      google(() => ({ body: { insertErrors } })),
    );
    expect(outcomes.map((error) => error?.outcome)).toEqual([undefined, "rejected", "unavailable", "unavailable"]);
    expect(outcomes[1]?.message).toBe("BigQuery: invalid (plan): no such field: plan.");
  });

  it("makes the table where there is none, and comes again", async () => {
    const { seen, outcomes } = await send(
      bigquery,
      await settingsOf(),
      [examples.track],
      google((request) => (request.url === TABLE ? { body: {} } : notFound)),
    );
    expect(outcomes.map((error) => error?.outcome)).toEqual(["unavailable"]);
    expect(seen.at(-1)?.url).toBe(TABLE);
    expect(json(seen.at(-1))).toMatchObject({
      tableReference: { projectId: "shop-1234", datasetId: "analytics", tableId: "events" },
      schema: { fields: expect.arrayContaining([{ name: "properties", type: "JSON", mode: "NULLABLE" }]) },
      timePartitioning: { type: "DAY", field: "timestamp" },
    });
  });

  it.each([
    ["no table, and none to be made", { createTable: false }, notFound],
    ["no dataset", {}, { status: 404, body: { error: { message: "Not found: Dataset shop-1234:analytics" } } }],
  ])("is disconnected by %s", async (_, change, answer) => {
    const settings = { ...(await settingsOf()), ...change };
    const { outcomes } = await send(
      bigquery,
      settings,
      [examples.track],
      google(() => answer),
    );
    expect(outcomes.map((error) => error?.outcome)).toEqual(["disconnected"]);
  });

  it.each(["rateLimitExceeded", "quotaExceeded"])("waits at %s, although it is a 403", async (reason) => {
    const body = { error: { code: 403, errors: [{ reason }] } };
    const { outcomes } = await send(
      bigquery,
      await settingsOf(),
      [examples.track],
      google(() => ({ status: 403, body })),
    );
    expect(outcomes.map((error) => error?.outcome)).toEqual(["rate_limited"]);
  });

  it.each([
    [{ status: 400, body: { error: "invalid_grant" } }, "disconnected"],
    [{ status: 401, body: { error: "invalid_client" } }, "disconnected"],
    [{ status: 503, body: "" }, "unavailable"],
    [{ status: 200, body: "<html>" }, "unavailable"],
    [{ status: 200, body: { nothing: true } }, "unavailable"],
  ])("takes %j in place of a token for %s", async (answer, outcome) => {
    const settings = await settingsOf();
    const { outcomes, seen } = await send(bigquery, settings, [examples.track], () => answer);
    expect(outcomes.map((error) => error?.outcome)).toEqual([outcome]);
    expect(seen.map(isToken)).toEqual([true]);
  });

  it("refuses what is no key in the form, and a key that can't be read when it is used", async () => {
    const form = bigquery.settings;
    expect(form.safeParse({ serviceAccount: "{}", dataset: "d" }).success).toBe(false);
    expect(form.safeParse({ serviceAccount: "nonsense", dataset: "d" }).success).toBe(false);
    const broken = JSON.stringify({
      client_email: "a@b",
      private_key: "-----BEGIN PRIVATE KEY-----\nAAAA",
      project_id: "shop",
    });
    const { outcomes } = await send(bigquery, { serviceAccount: broken, dataset: "d" }, [examples.track], taking);
    expect(outcomes).toMatchObject([
      { outcome: "disconnected", message: "The private key of the service account can't be read." },
    ]);
  });
});
