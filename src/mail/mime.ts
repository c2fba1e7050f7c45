import { base64, utf8 } from "#core/encoding.ts";
import type { MailAttachment, Mailbox } from "#core/mail.ts";
import type { AddressedMail } from "#mail/provider.ts";
import { onOneLine } from "./template/values.ts";

/** RFC 2045, 6.8 */
const BASE64_LINE = 76;
/** RFC 2047, 2: an encoded word has 75 characters, and 12 of them are `=?UTF-8?B?` and `?=`. */
const ENCODED_BYTES = 45;

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && !text.includes("=?");

/** Words of a header as RFC 2047 writes them; plain ASCII as it is. Nothing in them can end the line. */
export function headerText(text: string): string {
  const line = onOneLine(text);
  if (isPlain(line) && line.length <= 900) return line;
  const words: string[] = [];
  let word = "";
  for (const sign of line) {
    if (utf8(word + sign).length > ENCODED_BYTES) {
      words.push(word);
      word = "";
    }
    word += sign;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${base64(utf8(part))}?=`).join("\r\n ");
}

/** `"Ada, of the shop" <ada@shop.example>`, the name quoted or encoded. */
export function headerMailbox({ name, address }: Mailbox): string {
  const shown = onOneLine(name);
  if (shown === "") return address;
  return isPlain(shown)
    ? `"${shown.replaceAll(/["\\]/g, String.raw`\$&`)}" <${address}>`
    : `${headerText(shown)} <${address}>`;
}

const lines = (text: string): string => text.match(new RegExp(`.{1,${BASE64_LINE}}`, "g"))?.join("\r\n") ?? "";

const part = (headers: readonly string[], body: string): string => `${headers.join("\r\n")}\r\n\r\n${body}`;

const textPart = (type: string, text: string): string =>
  part(
    [`Content-Type: ${type}; charset=utf-8`, "Content-Transfer-Encoding: base64"],
    lines(base64(utf8(text.replaceAll(/\r\n?|\n/g, "\r\n")))),
  );

/** A name or id from elsewhere as a quoted value. */
const quoted = (text: string): string => `"${onOneLine(text).replaceAll(/[^\x20-\x7e]|["\\]/g, "_")}"`;

function filePart({ filename, type, bytes, cid }: MailAttachment): string {
  const media = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : "application/octet-stream";
  return part(
    [
      `Content-Type: ${media}; name=${quoted(filename)}`,
      "Content-Transfer-Encoding: base64",
      `Content-Disposition: ${cid === undefined ? "attachment" : "inline"}; filename=${quoted(filename)}`,
      ...(cid === undefined ? [] : [`Content-ID: <${cid.replaceAll(/[^\w.@+-]/g, "_")}>`]),
    ],
    lines(base64(bytes)),
  );
}

function multipart(kind: "mixed" | "alternative" | "related", boundary: string, parts: readonly string[]): string {
  if (parts.length === 1) return parts[0] ?? "";
  const inner = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join("");
  return part([`Content-Type: multipart/${kind}; boundary="${boundary}"`], `${inner}--${boundary}--\r\n`);
}

/**
 * The message as it travels (RFC 5322, MIME), ASCII with CRLF: text and HTML side by side, pictures with the HTML, files after
 * it. `id` is its Message-ID without brackets and makes the boundaries, so the same mail is the same text; `now` is in ms.
 */
export function mimeMessage(mail: AddressedMail, id: string, now: number): string {
  const mark = id.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 40);
  const pictures = mail.attachments.filter(({ cid }) => cid !== undefined).map(filePart);
  const files = mail.attachments.filter(({ cid }) => cid === undefined).map(filePart);
  const html = multipart("related", `r_${mark}`, [textPart("text/html", mail.html), ...pictures]);
  const words = multipart("alternative", `a_${mark}`, [textPart("text/plain", mail.text), html]);
  const headers = [
    `From: ${headerMailbox(mail.from)}`,
    `To: ${mail.to.join(",\r\n ")}`,
    ...(mail.replyTo === null ? [] : [`Reply-To: ${mail.replyTo}`]),
    `Subject: ${headerText(mail.subject)}`,
    `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}>`,
    "MIME-Version: 1.0",
    ...Object.entries(mail.headers).map(([name, value]) => `${name}: ${headerText(value)}`),
  ];
  return `${headers.join("\r\n")}\r\n${multipart("mixed", `m_${mark}`, [words, ...files])}`;
}
