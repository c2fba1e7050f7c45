import { base64 } from "#core/encoding.ts";
import type { JsonObject } from "#core/json.ts";
import { judge, textAt } from "#mail/judge.ts";
import { headerMailbox } from "#mail/mime.ts";
import type { MailProvider } from "#mail/provider.ts";

/** https://postmarkapp.com/developer/api/overview#error-codes: the token, the sender or the account, not this mail. */
const ABOUT_THE_ACCOUNT = new Set([10, 400, 401, 405, 412, 413, 1235]);
/** Maintenance, and too much at once. */
const FOR_NOW = new Set([100, 429]);

const codeOf = (json: JsonObject): number => (typeof json["ErrorCode"] === "number" ? json["ErrorCode"] : -1);

/** https://postmarkapp.com/developer/api/email-api */
export const postmark: MailProvider = {
  slug: "postmark",
  name: "Postmark",
  description: "Sends through a server of Postmark.",
  documentation: "https://postmarkapp.com/support/article/1008-what-are-the-account-and-server-api-tokens",
  isIdempotent: false,
  fields: [
    {
      name: "serverToken",
      title: "Server API token",
      description: "From API Tokens of the server in Postmark.",
      secret: true,
      required: true,
      pattern: /^[\x21-\x7e]+$/,
    },
    {
      name: "messageStream",
      title: "Message stream",
      description: "The stream's id. Postmark wants mails to many people in a broadcast stream.",
      secret: false,
      required: false,
      pattern: /^[a-z0-9-]+$/,
    },
  ],
  async send(mail, { settings, request }) {
    const body = {
      From: headerMailbox(mail.from).replaceAll("\r\n ", " "),
      To: mail.to.join(", "),
      Subject: mail.subject,
      HtmlBody: mail.html,
      TextBody: mail.text,
      ...(mail.replyTo === null ? {} : { ReplyTo: mail.replyTo }),
      MessageStream: settings["messageStream"] ?? "outbound",
      Headers: Object.entries(mail.headers).map(([Name, Value]) => ({ Name, Value })),
      Attachments: mail.attachments.map(({ filename, type, bytes, cid }) => ({
        Name: filename,
        Content: base64(bytes),
        ContentType: type,
        ...(cid === undefined ? {} : { ContentID: `cid:${cid}` }),
      })),
    };
    const answer = await request("https://api.postmarkapp.com/email", {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "x-postmark-server-token": settings["serverToken"] ?? "",
      },
      body: JSON.stringify(body),
    });
    return judge(answer, {
      who: "Postmark",
      isIdempotent: false,
      idOf: (json) => (codeOf(json) === 0 ? textAt(json, "MessageID") : null),
      special(status, json, reason) {
        const code = codeOf(json);
        if (ABOUT_THE_ACCOUNT.has(code)) return { outcome: "stopped", reason };
        if (status < 500 && status !== 429 && FOR_NOW.has(code)) return { outcome: "later", reason, afterMs: null };
        return null;
      },
    });
  },
};
