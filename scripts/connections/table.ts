const GAP = "  ";
/** Narrower than this the last column is no column any more. */
const LEAST_LAST = 20;

/**
 * Rows under their heads, each column as wide as its widest cell. The last is wrapped where it would pass `width`
 * (characters; Infinity: never, so that a row stays a line for grep).
 */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[], width: number): string =>
  aligned([heads.map((head) => head.toUpperCase()), ...rows], width);

/** Names and what they stand for, one a line. */
export const pairs = (rows: readonly (readonly [string, string])[], width: number): string => aligned(rows, width);

function aligned(rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map(oneLine));
  const last = Math.max(...cells.map((row) => row.length)) - 1;
  const widths = Array.from({ length: last }, (_, column) => Math.max(...cells.map((row) => lengthOf(row[column]))));
  const indent = widths.reduce((sum, each) => sum + each + GAP.length, 0);
  const room = Math.max(LEAST_LAST, width - indent);
  return cells
    .map((row) => {
      const before = widths.map((each, column) => padded(row[column] ?? "", each) + GAP).join("");
      return (before + wrapped(row[last] ?? "", room).join(`\n${" ".repeat(indent)}`)).trimEnd();
    })
    .join("\n");
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
const letters = new Intl.Segmenter("en");
const lengthOf = (text = ""): number => [...letters.segment(text)].length;
const padded = (text: string, width: number): string => text + " ".repeat(width - lengthOf(text));

/** Lines of whole words; a word that is longer than a line stays whole, since it may be an address to copy. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || lengthOf(line) + 1 + lengthOf(word) > room) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** A value of JSON in a cell: texts as they are. */
export const valueText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
