import { utf8 } from "#core/encoding.ts";
import { readAddress } from "#mail/address.ts";
import type { AddressedMail } from "#mail/provider.ts";

/** Resend and SES take 40 MB, Postmark 10, Cloudflare 25: what is over this is surely a mistake. */
const MAX_BYTES = 7_000_000;

/** As many as an action of an automation may name. */
const MAX_RECIPIENTS = 20;

/** What the message itself has, or what servers on the way write. */
const OWN_HEADERS =
  /^(?:from|to|cc|bcc|sender|reply-to|subject|date|message-id|in-reply-to|mime-version|content-.*|return-path|received|dkim-signature|arc-.*|authentication-results)$/i;

/** Why a mail can't be sent as it is, whoever the provider is; null where it can. The last gate for all that came from outside. */
export function mailFault(mail: AddressedMail): string | null {
  if (mail.to.length === 0 || mail.to.length > MAX_RECIPIENTS)
    return "A mail goes to at least one address, and at most 20.";
  if (mail.to.some((to) => readAddress(to) !== to))
    return "The recipient's address is none that a mail can be sent to.";
  if (readAddress(mail.from.address) !== mail.from.address) return "The sender's address is none.";
  if (mail.replyTo !== null && readAddress(mail.replyTo) !== mail.replyTo) return "The address for replies is none.";
  if (hasControl(mail.subject) || hasControl(mail.from.name))
    return "The subject or the sender's name has a line break in it.";
  if (mail.subject.trim() === "") return "The subject is empty.";
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,75}$/.test(name) || OWN_HEADERS.test(name))
      return `The header ${name.slice(0, 80)} can't be set.`;
    if (hasControl(value) || value.length > 2_000) return `The header ${name} has a line break in it, or is too long.`;
  }
  const files = mail.attachments.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const size = files + utf8(mail.html).byteLength + utf8(mail.text).byteLength;
  return size > MAX_BYTES ? "The mail is larger than 7 MB." : null;
}

// oxlint-disable-next-line no-control-regex
const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f\u2028\u2029]/.test(text) || !text.isWellFormed();
