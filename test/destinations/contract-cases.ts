import { bigquery } from "#destinations/catalogue/bigquery.ts";
import { clickhouse } from "#destinations/catalogue/clickhouse.ts";
import { posthog } from "#destinations/catalogue/posthog.ts";
import { s3 } from "#destinations/catalogue/s3.ts";
import { segmentApi } from "#destinations/catalogue/segment-api.ts";
import { slack } from "#destinations/catalogue/slack.ts";
import { webhook } from "#destinations/catalogue/webhook.ts";
import type { NativeCase } from "./native-suite.ts";
import { type Answer, BAD, json, type Seen } from "./service.ts";
import { serviceAccount } from "./service-account.ts";

const refusing =
  (answer: Answer) =>
  (seen: Seen): Answer | null =>
    seen.text.includes(BAD) ? answer : null;

/** How each service behaves, as its makers document it: what it says to good events and to a bad one. */
export const cases: readonly NativeCase[] = [
  {
    destination: webhook,
    settings: {
      url: "https://hooks.example.com/in",
      signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      authorization: "Bearer hook-token-1234",
    },
    service: () => ({ status: 204 }),
    refuse: refusing({ status: 422, body: "unknown event" }),
    malformed: "a webhook may answer what it likes",
  },
  {
    destination: segmentApi,
    settings: { writeKey: "wk-very-secret" },
    service: () => ({ body: { success: true } }),
    refuse: refusing({ status: 400, body: { success: false, message: "malformed" } }),
    malformed: { body: "<html>Sign in</html>" },
  },
  {
    destination: slack,
    settings: { webhookUrl: "https://hooks.slack.com/services/T000/B000/verysecret" },
    service: () => ({ body: "ok" }),
    refuse: refusing({ status: 400, body: "invalid_payload" }),
    malformed: { body: "<html>Sign in</html>" },
  },
  {
    destination: s3,
    settings: { bucket: "archive", accessKeyId: "AKIAEXAMPLE", secretAccessKey: "s3-very/secret+key" },
    service: () => ({ headers: { etag: '"9b2cf535f27731c974343645a3985328"' } }),
    refuse: "a bucket reads no event",
    malformed: { body: "<html>Sign in</html>" },
  },
  {
    destination: bigquery,
    settings: { serviceAccount: await serviceAccount(), dataset: "analytics" },
    service: (seen) =>
      isTokenRequest(seen)
        ? { body: { access_token: "ya29.verysecrettoken", expires_in: 3599, token_type: "Bearer" } }
        : { body: { kind: "bigquery#tableDataInsertAllResponse" } },
    isPreliminary: isTokenRequest,
    refuse: (seen) => {
      const rows = json(seen)["rows"];
      const index = Array.isArray(rows) ? rows.findIndex((row) => JSON.stringify(row).includes(BAD)) : -1;
      if (index < 0) return null;
      const errors = [{ reason: "invalid", location: "event", debugInfo: "", message: "no such field: event." }];
      return { body: { kind: "bigquery#tableDataInsertAllResponse", insertErrors: [{ index, errors }] } };
    },
    malformed: { body: "<html>Sign in</html>" },
  },
  {
    destination: clickhouse,
    settings: { url: "https://click.example.com:8443", username: "writer", password: "click-secret" },
    service: () => ({ headers: { "x-clickhouse-summary": "{}" } }),
    refuse: refusing({
      status: 400,
      headers: { "x-clickhouse-exception-code": "27" },
      body: "Code: 27. DB::Exception: Cannot parse input: expected '\"' before: … (CANNOT_PARSE_INPUT_ASSERTION_FAILED)",
    }),
    malformed: { body: "<html>Sign in</html>" },
  },
  {
    destination: posthog,
    settings: { apiKey: "phc_verysecret" },
    service: () => ({ body: { status: "Ok" } }),
    refuse: refusing({ status: 400, body: "event submitted with an empty event name" }),
    malformed: { body: { hello: "there" } },
  },
];

function isTokenRequest(seen: Seen): boolean {
  return seen.url === "https://oauth2.googleapis.com/token";
}
