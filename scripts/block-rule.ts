/** A rule of a blocklist that may concern any site; rules about named hosts or sites are none. */
export interface BlockRule {
  text: string;
  matches(url: string): boolean;
}

/** Options after which a rule is about others: named sites, or requests of a kind that an SDK doesn't make. */
const ABOUT_OTHERS = /(^|,)(domain=|popup|document|csp|third-party|3p|image$|image,|subdocument|websocket|badfilter)/;

/** A pattern in the syntax of Adblock Plus: `*` is anything, `^` a separator, `|` an end, `||` the start of a host. */
export function patternOf(filter: string): RegExp | null {
  if (filter.startsWith("||")) return null;
  if (filter.length > 2 && filter.startsWith("/") && filter.endsWith("/")) return new RegExp(filter.slice(1, -1), "i");
  const source = filter
    .replace(/^\*+|\*+$/g, "")
    .replaceAll(/[.+?${}()[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("^", "(?:[^\\w.%-]|$)")
    .replace(/^\|/, "^")
    .replace(/\|$/, "$");
  return source === "" ? null : new RegExp(source, "i");
}

/** The rule that a line of such a list is, or null: comments, exceptions, element hiding, and what is about others. */
export function blockRule(line: string): BlockRule | null {
  if (line === "" || /^(!|\[|@@)/.test(line) || /#[@?$]?#/.test(line)) return null;
  const isExpression = /^\/.+\/(\$|$)/.test(line) && /\\/.test(line);
  const end = line.lastIndexOf("$");
  const hasOptions = end > 0 && (!isExpression || line[end - 1] === "/");
  if (hasOptions && ABOUT_OTHERS.test(line.slice(end + 1))) return null;
  const pattern = patternOf(hasOptions ? line.slice(0, end) : line);
  return pattern && { text: line, matches: (url) => pattern.test(url) };
}
