/** Text that is HTML already. Everything else is escaped where it is put into some. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Markup[] | null;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (part: Part): string => {
  if (part === null) return "";
  if (typeof part !== "object") return String(part).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
  return "html" in part ? part.html : part.map(({ html }) => html).join("");
};

/** HTML of a template. What is put in is text, in elements and in quoted attributes alike; null is nothing. */
export const markup = (strings: TemplateStringsArray, ...parts: Part[]): Markup => ({
  html: strings.reduce((all, text, at) => `${all}${escaped(parts[at - 1] ?? null)}${text}`),
});
