import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { providerOf, providers } from "#mail/providers.ts";
import { type Answer, NOW, type Seen, sendThrough, type Service } from "./provider-service.ts";

interface ProviderCase {
  slug: string;
  settings: Record<string, string>;
  secrets: string[];
  folder?: string;
  /** When all is well. */
  taken: Answer;
  id: string;
  /** It refuses this mail, and only this. */
  refused: Answer[];
  /** Something is wrong with the account. */
  stopped: Answer[];
  /** Not now. */
  later: Answer[];
  /** Checks what was asked. */
  asked(seen: Seen, json: JsonObject): void | Promise<void>;
}

const secretAccessKey = "very/secret+access+key/0123456789abcdef01";

/** What each provider says, by its own documentation. */
const CASES: ProviderCase[] = [
  {
    slug: "file",
    settings: {},
    secrets: [],
    folder: "http://127.0.0.1:1234/0123",
    taken: { body: { id: "0a" } },
    id: "0a",
    refused: [{ status: 400, body: "no" }],
    stopped: [],
    later: [{ status: 500, body: { error: "disk full" } }],
    async asked(seen) {
      expect(seen.url).toMatch(/^http:\/\/127\.0\.0\.1:1234\/0123\/[0-9a-f]{32}\.eml$/);
      expect(seen.method).toBe("PUT");
      await expectMessage(seen.text);
    },
  },
  {
    slug: "resend",
    settings: { apiKey: "re_very_secret" },
    secrets: ["re_very_secret"],
    taken: { body: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" } },
    id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
    refused: [{ status: 422, body: { name: "validation_error", message: "Invalid `to` field." } }],
    stopped: [
      { status: 403, body: { name: "validation_error", message: "The shop.example domain is not verified." } },
      { status: 422, body: { name: "invalid_from_address", message: "Invalid `from` field." } },
    ],
    later: [{ status: 409, body: { name: "concurrent_idempotent_requests", message: "in progress" } }],
    asked(seen, json) {
      expect(seen.url).toBe("https://api.resend.com/emails");
      expect(seen.headers.get("authorization")).toBe("Bearer re_very_secret");
      expect(seen.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
      expect(json).toMatchObject({
        from: '"The Shop" <shop@example.com>',
        to: ["ada@example.com"],
        subject: "Grüße, Ada",
        reply_to: "help@example.com",
        headers: { "List-Unsubscribe": "<https://shop.example/u?t=1>" },
        attachments: [{ filename: "chart.png", content: "AQID", content_type: "image/png", content_id: "chart" }],
      });
    },
  },
  {
    slug: "postmark",
    settings: { serverToken: "very-secret-token", messageStream: "broadcast" },
    secrets: ["very-secret-token"],
    taken: { body: { ErrorCode: 0, Message: "OK", MessageID: "b7bc2f4a" } },
    id: "b7bc2f4a",
    refused: [
      { status: 422, body: { ErrorCode: 300, Message: "Invalid email request" } },
      { status: 422, body: { ErrorCode: 406, Message: "Inactive recipient" } },
    ],
    stopped: [
      { status: 422, body: { ErrorCode: 400, Message: "Sender signature not found" } },
      { status: 422, body: { ErrorCode: 405, Message: "Not allowed to send" } },
      { status: 422, body: { ErrorCode: 412, Message: "Account is pending" } },
    ],
    later: [{ status: 422, body: { ErrorCode: 100, Message: "Maintenance" } }],
    asked(seen, json) {
      expect(seen.url).toBe("https://api.postmarkapp.com/email");
      expect(seen.headers.get("x-postmark-server-token")).toBe("very-secret-token");
      expect(json).toMatchObject({
        From: '"The Shop" <shop@example.com>',
        To: "ada@example.com",
        Subject: "Grüße, Ada",
        ReplyTo: "help@example.com",
        MessageStream: "broadcast",
        Headers: [{ Name: "List-Unsubscribe", Value: "<https://shop.example/u?t=1>" }],
        Attachments: [{ Name: "chart.png", Content: "AQID", ContentType: "image/png", ContentID: "cid:chart" }],
      });
    },
  },
  {
    slug: "ses",
    settings: { region: "eu-central-1", accessKeyId: "AKIDEXAMPLE0123456", secretAccessKey, configurationSet: "main" },
    secrets: [secretAccessKey, "AKIDEXAMPLE0123456"],
    taken: { body: { MessageId: "0100-1" } },
    id: "0100-1",
    refused: [
      { status: 400, headers: { "x-amzn-errortype": "MessageRejected" }, body: { message: "Illegal content" } },
    ],
    stopped: [
      {
        status: 400,
        headers: { "x-amzn-errortype": "MessageRejected" },
        body: { message: "Email address is not verified." },
      },
      { status: 400, headers: { "x-amzn-errortype": "SendingPausedException" }, body: { message: "paused" } },
      { status: 404, headers: { "x-amzn-errortype": "NotFoundException" }, body: { message: "no such set" } },
    ],
    later: [{ status: 400, headers: { "x-amzn-errortype": "LimitExceededException" }, body: { message: "quota" } }],
    async asked(seen, json) {
      expect(seen.url).toBe("https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails");
      expect(seen.headers.get("authorization")).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE0123456\/20260102\/eu-central-1\/ses\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
      );
      expect(json).toMatchObject({
        FromEmailAddress: "shop@example.com",
        Destination: { ToAddresses: ["ada@example.com"] },
        ConfigurationSetName: "main",
      });
      const { Data } = (json["Content"] as { Raw: { Data: string } }).Raw;
      await expectMessage(atob(Data));
    },
  },
];

async function expectMessage(raw: string): Promise<void> {
  const read = await PostalMime.parse(raw);
  expect(read).toMatchObject({ from: { name: "The Shop", address: "shop@example.com" }, subject: "Grüße, Ada" });
  expect(read.attachments[0]).toMatchObject({ contentId: "<chart>" });
}

it("has a case for each provider that is asked over HTTP", () => {
  const asked = providers.map(({ slug }) => slug).filter((slug) => slug !== "cloudflare");
  expect(CASES.map(({ slug }) => slug)).toEqual(asked);
});

describe.each(CASES)("$slug", (one) => {
  const isIdempotent = providerOf(one.slug)?.isIdempotent;
  const send = (service: Service | Answer, now = NOW) =>
    sendThrough(one.slug, one.settings, typeof service === "function" ? service : () => service, {
      now,
      ...(one.folder === undefined ? {} : { folder: one.folder }),
    });
  const unsure = isIdempotent ? "later" : "unknown";

  it("sends", async () => {
    const { outcome, seen } = await send(one.taken);
    expect(outcome).toEqual({ outcome: "sent", id: one.id });
    expect(seen).toHaveLength(1);
    const [request] = seen;
    if (!request) throw new Error("nothing was asked");
    await one.asked(request, request.text.startsWith("{") ? (JSON.parse(request.text) as JsonObject) : {});
  });

  it.each([401, 403])("waits for a person after %i", async (status) => {
    expect((await send({ status, body: "no" })).outcome).toMatchObject({ outcome: "stopped" });
  });

  it("waits as long as 429 says", async () => {
    const { outcome } = await send({ status: 429, headers: { "retry-after": "7" }, body: { message: "slow down" } });
    expect(outcome).toMatchObject({ outcome: "later", afterMs: 7_000 });
  });

  it.each([408, 500, 502, 503])("tries again after %i", async (status) => {
    expect((await send({ status, body: "oops" })).outcome).toMatchObject({ outcome: "later", afterMs: null });
  });

  it.each([
    ["no answer in time", new DOMException("The operation timed out", "TimeoutError")],
    ["no connection", new TypeError("fetch failed")],
  ])("is sure of nothing after %s, unless it knows keys", async (_, error) => {
    const { outcome } = await send(() => {
      throw error;
    });
    expect(outcome).toMatchObject({ outcome: unsure });
  });

  it.each([["<html>anything</html>"], ["{}"], ["[]"], ['{"id":7,"MessageId":{},"ErrorCode":"0"}'], [""]])(
    "takes %s for no answer",
    async (body) => {
      expect((await send({ body })).outcome).toMatchObject({ outcome: unsure });
    },
  );

  it("follows no redirect", async () => {
    const { outcome, seen } = await send({ status: 302, headers: { location: "https://else.example/" } });
    expect(outcome).toMatchObject({ outcome: "stopped" });
    expect(seen).toHaveLength(1);
  });

  it("tells its own codes apart", async () => {
    for (const answer of one.refused) expect((await send(answer)).outcome).toMatchObject({ outcome: "rejected" });
    for (const answer of one.stopped) expect((await send(answer)).outcome).toMatchObject({ outcome: "stopped" });
    for (const answer of one.later) expect((await send(answer)).outcome).toMatchObject({ outcome: "later" });
  });

  it.each([400, 401, 404, 429, 500])("says no secret when %i echoes the request", async (status) => {
    const { outcome } = await send((seen) => ({
      status,
      body: `${one.secrets.join(" ")} ${JSON.stringify([...seen.headers])} ${seen.text}`,
    }));
    expect(outcome).toHaveProperty("reason");
    for (const secret of one.secrets) expect(JSON.stringify(outcome)).not.toContain(secret);
  });

  it("asks the same at another attempt", async () => {
    const [first, second] = [await send(one.taken), await send(one.taken, NOW + 3_600_000)];
    const known = ({ url, headers }: Seen) => [url, headers.get("idempotency-key")];
    expect(second.seen.map(known)).toEqual(first.seen.map(known));
    if (one.slug === "resend") expect(second.seen[0]?.text).toBe(first.seen[0]?.text);
  });
});

it("takes other words under a key that Resend knows for sent", async () => {
  const { outcome } = await sendThrough("resend", { apiKey: "re_key" }, () => ({
    status: 409,
    body: {
      name: "invalid_idempotent_request",
      message: "Same idempotency key used with a different request payload.",
    },
  }));
  expect(outcome).toEqual({ outcome: "sent", id: "" });
});

describe("cloudflare", () => {
  const sent: EmailMessageBuilder[] = [];
  const bound = (answer: () => Promise<EmailSendResult>) => ({
    send: (given: EmailMessage | EmailMessageBuilder) => {
      sent.push(given as EmailMessageBuilder);
      return answer();
    },
  });
  const send = async (answer: () => Promise<EmailSendResult>) =>
    (await sendThrough("cloudflare", {}, () => ({}), { binding: bound(answer) })).outcome;
  const failing = (code: string) => () => Promise.reject(Object.assign(new Error("said"), code === "" ? {} : { code }));

  it("sends", async () => {
    expect(await send(async () => ({ messageId: "<1@example.com>" }))).toEqual({
      outcome: "sent",
      id: "<1@example.com>",
    });
    expect(sent.at(-1)).toMatchObject({
      from: { name: "The Shop", email: "shop@example.com" },
      to: ["ada@example.com"],
      replyTo: "help@example.com",
      attachments: [{ disposition: "inline", contentId: "chart" }],
    });
  });

  it.each([
    ["E_SENDER_NOT_VERIFIED", "stopped"],
    ["E_RATE_LIMIT_EXCEEDED", "later"],
    ["E_DAILY_LIMIT_EXCEEDED", "later"],
    ["E_RECIPIENT_SUPPRESSED", "rejected"],
    ["E_CONTENT_TOO_LARGE", "rejected"],
    ["E_INTERNAL_SERVER_ERROR", "unknown"],
    ["", "unknown"],
  ])("%s is %s", async (code, outcome) => {
    expect(await send(failing(code))).toMatchObject({ outcome });
  });

  it("takes nothing for no answer", async () => {
    expect(await send(async () => ({}) as EmailSendResult)).toMatchObject({ outcome: "unknown" });
  });

  it("can't send without its binding", async () => {
    expect((await sendThrough("cloudflare", {}, () => ({}))).outcome).toMatchObject({ outcome: "stopped" });
  });
});
