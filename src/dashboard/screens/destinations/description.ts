/** A piece of a text; `href` is an http(s) address or null. */
export interface TextPart {
  text: string;
  href: string | null;
}

const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/g;

const plain = (text: string): string => text.replaceAll(/<[^>]*>/g, "").replaceAll(/\*\*|`/g, "");

/** The parts of a text with links in Markdown; bold, code and tags lose their marks. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const [whole, label = "", address = ""] = found;
    if (found.index > from) parts.push({ text: plain(text.slice(from, found.index)), href: null });
    parts.push({ text: plain(label), href: /^https?:\/\//.test(address) ? address : null });
    from = found.index + whole.length;
  }
  if (from < text.length) parts.push({ text: plain(text.slice(from)), href: null });
  return parts;
}

/** The same as one text. */
export const plainText = (text: string): string =>
  partsOf(text)
    .map((part) => part.text)
    .join("");
