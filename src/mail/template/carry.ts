import { hex, utf8 } from "#core/encoding.ts";

const START = "\ue000";
const END = "\ue001";

/**
 * A value on its way through a text that is not finished yet (Markdown, JSON): hexadecimal digits between two private
 * characters, which mean nothing to whoever reads that text. `landed` puts the value where it has come to stand.
 */
export const carried = (text: string): string => (text === "" ? "" : `${START}${hex(utf8(text))}${END}`);

// Also as a URL has the two characters.
const CARRIED = /(?:\ue000|%EE%80%80)([0-9a-f]*)(?:\ue001|%EE%80%81)/gi;
const LEFT_OVER = /[\ue000\ue001]|%EE%80%8[01]/gi;

/** The value that one carried text stands for, also where it was carried several times (a captured output). */
function valueOf(digits: string): string {
  if (digits.length % 2 === 1) return "";
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
  const text = new TextDecoder().decode(bytes);
  return landed(text, (value) => value);
}

/** The text with each carried value replaced by what `place` makes of it; `before` is all that stands before it. */
export function landed(text: string, place: (value: string, before: string) => string): string {
  let made = "";
  let at = 0;
  for (const match of text.matchAll(CARRIED)) {
    made += text.slice(at, match.index).replaceAll(LEFT_OVER, "");
    made += place(valueOf(match[1] ?? ""), made);
    at = match.index + match[0].length;
  }
  return made + text.slice(at).replaceAll(LEFT_OVER, "");
}
