import type { MailOutcome } from "#core/mail.ts";
import type { AddressedMail, MailProvider } from "#mail/provider.ts";

const TIMEOUT_MS = 30_000;

/** https://developers.cloudflare.com/email-service/api/send-emails/workers-api/: what each code is about. */
const ABOUT_THE_ACCOUNT = new Set([
  "E_SENDER_NOT_VERIFIED",
  "E_SENDER_DOMAIN_NOT_AVAILABLE",
  "E_RECIPIENT_NOT_ALLOWED",
]);
const FOR_NOW = new Set(["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED"]);
/** The mail may have left all the same. */
const UNSURE = new Set(["E_INTERNAL_SERVER_ERROR", "E_DELIVERY_FAILED"]);

/** Cloudflare's own: nothing to enter, but the deployment has to have the binding EMAIL (wrangler.toml). */
export const cloudflare: MailProvider = {
  slug: "cloudflare",
  name: "Cloudflare",
  description: "Sends through Cloudflare Email Service, from a domain of the account that this runs in.",
  documentation: "https://developers.cloudflare.com/email-service/get-started/send-emails/",
  isIdempotent: false,
  fields: [],
  async send(mail, { binding }) {
    if (!binding)
      return { outcome: "stopped", reason: "This deployment has no binding EMAIL (wrangler.toml, send_email)." };
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const { messageId } = await Promise.race([
        binding.send(builderOf(mail)),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error("no answer in time")), TIMEOUT_MS);
        }),
      ]);
      if (typeof messageId === "string") return { outcome: "sent", id: messageId };
      return { outcome: "unknown", reason: "Cloudflare answered with something that is not its answer." };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      clearTimeout(timer ?? null);
    }
  },
};

const builderOf = (mail: AddressedMail): EmailMessageBuilder => ({
  from: mail.from.name === "" ? mail.from.address : { name: mail.from.name, email: mail.from.address },
  to: [...mail.to],
  subject: mail.subject,
  html: mail.html,
  text: mail.text,
  headers: { ...mail.headers },
  ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
  attachments: mail.attachments.map(({ filename, type, bytes: content, cid }) =>
    cid === undefined
      ? { disposition: "attachment", filename, type, content }
      : { disposition: "inline", contentId: cid, filename, type, content },
  ),
});

function outcomeOf(error: unknown): MailOutcome {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const said = error instanceof Error ? error.message.slice(0, 300) : "";
  const reason = `Cloudflare said ${[code, said].filter((part) => part !== "").join(": ") || "nothing"}`;
  if (ABOUT_THE_ACCOUNT.has(code)) return { outcome: "stopped", reason };
  if (FOR_NOW.has(code)) return { outcome: "later", reason, afterMs: null };
  if (!code.startsWith("E_") || UNSURE.has(code)) return { outcome: "unknown", reason };
  return { outcome: "rejected", reason };
}
