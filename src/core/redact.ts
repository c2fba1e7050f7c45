/**
 * What must not stand in a log: people's addresses, addresses of machines, what stands behind a host in an address (tokens
 * of webhooks are there), and anything that looks like a key. Errors of others say all of these in their texts.
 */
const EMAIL = /[\p{L}\d.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;
const WEB_ADDRESS = /\b(https?|wss?):\/\/(?:[^\s/?#"'@]*@)?([^\s/?#"'<>)]+)[^\s"'<>)]*/gi;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
/** Anything of hex digits with two colons that is no time of day. */
const IPV6 = /(?<![\w.:])[\da-f.:]*:[\da-f.:]*:[\da-f.:]*(?!\w)/gi;
const TIME = /^\d{1,2}:\d{2}:\d{2}(?:\.\d*)?$/;
const LONG_WORD = /[\w+=-]{20,}/g;
/** Ids of events and requests are random and say nothing of anybody. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const masked = (word: string): string =>
  UUID.test(word) || !/\d/.test(word) || !/[a-z]/i.test(word) ? word : `${word.slice(0, 4)}…`;

/** A text as it may stand in a log. */
export const redacted = (text: string): string =>
  text
    .replaceAll(WEB_ADDRESS, "$1://$2/…")
    .replaceAll(EMAIL, "[e-mail]")
    .replaceAll(IPV6, (found) => (TIME.test(found) || !/[\da-f]/i.test(found) ? found : "[address]"))
    .replaceAll(IPV4, "[address]")
    .replaceAll(LONG_WORD, masked);

/** Any value of a log line, every text in it as it may stand there. */
export function redactedValue(value: unknown): unknown {
  if (typeof value === "string") return redacted(value);
  if (Array.isArray(value)) return value.map(redactedValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactedValue(inner)]));
}
