import { base64 } from "#core/encoding.ts";
import { judge, textAt } from "#mail/judge.ts";
import { keyHash } from "#mail/key-hash.ts";
import { headerMailbox } from "#mail/mime.ts";
import type { MailProvider } from "#mail/provider.ts";

/** https://resend.com/docs/api-reference/emails/send-email; keys are remembered for 24 hours (…/dashboard/emails/idempotency-keys) */
export const resend: MailProvider = {
  slug: "resend",
  name: "Resend",
  description: "Sends through Resend. A mail is sent once, also when the connection breaks in the middle.",
  documentation: "https://resend.com/docs/dashboard/api-keys/introduction",
  isIdempotent: true,
  fields: [
    {
      name: "apiKey",
      title: "API key",
      description: "From API Keys in Resend; the permission to send is enough.",
      secret: true,
      required: true,
      pattern: /^[\x21-\x7e]+$/,
    },
  ],
  async send(mail, { settings, request }) {
    const body = {
      from: headerMailbox(mail.from).replaceAll("\r\n ", " "),
      to: mail.to,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      ...(mail.replyTo === null ? {} : { reply_to: mail.replyTo }),
      headers: mail.headers,
      attachments: mail.attachments.map(({ filename, type, bytes, cid }) => ({
        filename,
        content: base64(bytes),
        content_type: type,
        ...(cid === undefined ? {} : { content_id: cid }),
      })),
    };
    const answer = await request("https://api.resend.com/emails", {
      method: "POST",
      headers: {
        authorization: `Bearer ${settings["apiKey"] ?? ""}`,
        "content-type": "application/json",
        "idempotency-key": await keyHash(mail.key),
      },
      body: JSON.stringify(body),
    });
    return judge(answer, {
      who: "Resend",
      isIdempotent: true,
      idOf: (json) => textAt(json, "id"),
      special(_status, json, reason) {
        const name = textAt(json, "name");
        // The same key with other words: the first ones were taken.
        if (name === "invalid_idempotent_request") return { outcome: "sent", id: "" };
        if (name === "concurrent_idempotent_requests") return { outcome: "later", reason, afterMs: null };
        if (name === "invalid_from_address" || name === "invalid_api_key") return { outcome: "stopped", reason };
        return null;
      },
    });
  },
};
