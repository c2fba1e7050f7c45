import { landed } from "./carry.ts";
import { type HtmlPlace, placeAtEnd } from "./html-place.ts";

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it stands between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");

/** Attributes whose value is a URL that is followed or loaded. */
const ADDRESSES = /^(?:href|src|srcset|action|formaction|background|poster|cite|data|xlink:href|ping|manifest)$/;
const SAFE_START = /^(?:https?:\/\/|mailto:|tel:|[/?#](?!\/))/i;

/** The URL as it may be followed from a mail, or "#". */
export const followable = (url: string): string => (SAFE_START.test(url.trim()) ? url.trim() : "#");

/**
 * HTML with its carried values put in. Between tags they are text. In an attribute nothing of them can end the attribute,
 * quoted or not; where that is a URL which the value begins, only a web, mail or telephone address stays. In styles, scripts,
 * comments and names there is no value.
 */
export function landedInHtml(html: string): string {
  // Up to here all tags are closed, so a long text is read once.
  let known = 0;
  return landed(html, (value, before) => {
    const where = placeAtEnd(before.slice(known));
    if (where.place === "text") known = before.length;
    return htmlValue(value, where);
  });
}

function htmlValue(value: string, where: HtmlPlace): string {
  if (where.place === "forbidden") return "";
  if (where.place === "text") return escapeHtml(value).replaceAll("\n", "<br>");
  if (where.name.startsWith("on") || where.name === "srcdoc") return "";
  if (where.name === "style") return value.replaceAll(/[^\w\s.#%-]/g, "");
  if (!ADDRESSES.test(where.name)) return everySign(value);
  const url = where.value.trim() === "" ? followable(value) : value;
  // What the author's own `url_encode` has encoded stays as it is.
  return everySign(encodeURI(url).replaceAll("%25", "%"));
}

/** Whatever could end an attribute as a reference: safe also where nobody wrote quotes. */
const everySign = (text: string): string =>
  Array.from(text, (sign) => (/[\w.~:/?#@!*+,;%-]/.test(sign) ? sign : `&#${sign.codePointAt(0) ?? 0};`)).join("");
