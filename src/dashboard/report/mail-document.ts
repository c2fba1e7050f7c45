/**
 * A mail's HTML as this page's content security policy lets a frame show it. A frame without an address of its own takes
 * the policy of the page around it: no scripts, nothing from other hosts, and styles only in elements with the nonce. So
 * `style="…"` of each element becomes a rule of its own in a style element, heavier than any other rule as styles in
 * attributes are, and style elements get the nonce.
 */
export function mailDocument(html: string, nonce: string): string {
  const rules: string[] = [];
  const inside = html
    .replaceAll(STYLE_ATTRIBUTE, (_, double: string | undefined, single: string | undefined) => {
      rules.push(`${`[data-style="${rules.length}"]`.repeat(WEIGHT)}{${unescaped(double ?? single ?? "")}}`);
      return ` data-style="${rules.length - 1}"`;
    })
    .replaceAll(/<style\b/gi, `<style nonce="${nonce}"`);
  // What could end the element early is no part of a style.
  const sheet = rules.join("\n").replaceAll("</", "");
  return `<base target="_blank"><style nonce="${nonce}">${sheet}</style>${inside}`;
}

const STYLE_ATTRIBUTE = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
/** So often the attribute is named in a rule that no rule of a mail is likely to weigh more. */
const WEIGHT = 4;

const ENTITIES: Record<string, string> = { quot: '"', apos: "'", "#39": "'", "#34": '"', amp: "&", lt: "<", gt: ">" };
const unescaped = (text: string): string =>
  text.replaceAll(/&(quot|apos|#39|#34|amp|lt|gt);/g, (found, name: string) => ENTITIES[name] ?? found);

/** Does a mail show pictures that lie on other hosts? The page's policy keeps those away. */
export const hasPicturesElsewhere = (html: string): boolean => /<img\b[^>]*\ssrc\s*=\s*["']?https?:/i.test(html);
