/** Where in a piece of HTML its end is: between tags, in an attribute, or where no value may stand. */
export type HtmlPlace =
  | { place: "text" }
  /** `name` in small letters; `value` is what is written of it so far. */
  | { place: "attribute"; name: string; value: string }
  /** A style, a script, a comment, the name of a tag or of an attribute. */
  | { place: "forbidden" };

const RAW_ELEMENTS = /^<(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|template)(?=[\s/>])/i;

/**
 * The place at the end of `html`, read as browsers do (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), as far as
 * that decides what a value there can do.
 */
export function placeAtEnd(html: string): HtmlPlace {
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf("<", at);
    if (start === -1) return { place: "text" };
    if (html.startsWith("<!--", start)) {
      const end = html.indexOf("-->", start + 4);
      if (end === -1) return { place: "forbidden" };
      at = end + 3;
      continue;
    }
    // "<" before anything but a letter, "/", "!" or "?" is text.
    if (!/[a-z/!?]/i.test(html[start + 1] ?? "")) {
      if (start + 1 === html.length) return { place: "forbidden" };
      at = start + 1;
      continue;
    }
    const tag = readTag(html, start);
    if (tag.end === null) return tag.place;
    at = tag.end;
    const raw = RAW_ELEMENTS.exec(html.slice(start, start + 20))?.[1];
    if (raw === undefined) continue;
    const closing = new RegExp(`</${raw}(?=[\\s/>])`, "i").exec(html.slice(at));
    if (!closing) return { place: "forbidden" };
    at += closing.index;
  }
  return { place: "text" };
}

/** A tag from its "<": where it ends, or null and the place inside it where the HTML stops. */
function readTag(html: string, start: number): { end: number; place: HtmlPlace } | { end: null; place: HtmlPlace } {
  let at = start + 1;
  const forbidden: HtmlPlace = { place: "forbidden" };
  while (at < html.length && !/[\s>]/.test(html[at] ?? "")) at += 1;
  for (;;) {
    while (at < html.length && /[\s/]/.test(html[at] ?? "")) at += 1;
    if (at >= html.length) return { end: null, place: forbidden };
    if (html[at] === ">") return { end: at + 1, place: forbidden };
    const nameAt = at;
    at += 1;
    while (at < html.length && !/[\s/>=]/.test(html[at] ?? "")) at += 1;
    const name = html.slice(nameAt, at).toLowerCase();
    while (at < html.length && /\s/.test(html[at] ?? "")) at += 1;
    if (html[at] !== "=") continue;
    at += 1;
    while (at < html.length && /\s/.test(html[at] ?? "")) at += 1;
    const quote = /["']/.exec(html[at] ?? "")?.[0];
    const from = quote === undefined ? at : at + 1;
    const length = quote === undefined ? html.slice(from).search(/[\s>]/) : html.slice(from).indexOf(quote);
    if (length === -1) return { end: null, place: { place: "attribute", name, value: html.slice(from) } };
    at = from + length + (quote === undefined ? 0 : 1);
  }
}
