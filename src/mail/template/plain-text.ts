const BLOCK = /<\/?(?:p|div|h[1-6]|ul|ol|table|tbody|thead|blockquote|pre|section|article|header|footer|hr)\b[^>]*>/gi;

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(String(hexadecimal), 16) : Number(decimal);
    return code <= 0x10_ffff && code > 0 ? String.fromCodePoint(code) : "";
  });

/** "Sign up (https://…)"; only the words where they are the address. */
function linkText(href: string, label: string): string {
  const [url, words] = [decoded(href).trim(), label.replaceAll(/<[^>]*>/g, "").trim()];
  if (words === "" || decoded(words) === url.replace(/^mailto:/, "")) return words === "" ? url : words;
  return url === "#" ? words : `${words} (${url.replaceAll("&", "&amp;").replaceAll("<", "&lt;")})`;
}

/**
 * What a mail's HTML says, for those who read text: links with their addresses, lists with dashes, pictures by their words.
 */
export function plainText(html: string): string {
  const words = html
    .replaceAll(/<!--[\s\S]*?-->|<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*))[^>]*>(.*?)<\/a\s*>/gi, (_, a, b, c, label) =>
      linkText(String(a ?? b ?? c ?? ""), String(label)),
    )
    .replaceAll(/<img\b[^>]*?\balt\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>/gi, (_, a, b) => String(a ?? b ?? ""))
    .replaceAll(/<br\b[^>]*>/gi, "\n")
    .replaceAll(/<li\b[^>]*>/gi, "\n- ")
    .replaceAll(/<\/tr\s*>/gi, "\n")
    .replaceAll(/<\/t[dh]\s*>/gi, "  ")
    .replaceAll(BLOCK, "\n\n")
    .replaceAll(/<[^>]*>/g, "");
  return decoded(words)
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
