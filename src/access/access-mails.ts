import type { Role } from "#core/access.ts";
import type { Mail } from "#core/mail.ts";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const mailOf = (to: string, subject: string, lines: readonly string[], strong: string): Mail => ({
  // Each is written once and never sent again.
  key: crypto.randomUUID(),
  to: [to],
  subject,
  text: `${lines.join("\n\n")}\n`,
  html: lines
    .map((line) => escaped(line).replace(escaped(strong), (found) => `<strong>${found}</strong>`))
    .map((line) => `<p style="font:16px/1.5 system-ui,sans-serif;margin:0 0 16px">${line}</p>`)
    .join(""),
  headers: {},
  attachments: [],
});

/** The code first in the subject, where a phone shows it without opening the mail. No link: nobody learns to press one. */
export const codeMail = (to: string, code: string): Mail =>
  mailOf(
    to,
    `${code} is your code for Headwater`,
    [
      `Your code is ${code}`,
      "Type it where you asked for it. It is good once, for ten minutes.",
      "If you did not ask for it, do nothing: without the code nobody gets in.",
    ],
    code,
  );

export const inviteMail = (to: string, invitedBy: string, role: Role, origin: string): Mail =>
  mailOf(
    to,
    "You can sign in to Headwater",
    [
      `${invitedBy} has let you in as ${role}.`,
      `Open ${origin}/ and ask for a code to this address. Then you can add a passkey, so that you need no code again.`,
    ],
    origin,
  );
