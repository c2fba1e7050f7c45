/** D1 refuses a bound value over 2 MB. https://developers.cloudflare.com/d1/platform/limits/ */
const MAX_PARAMETER_BYTES = 1_000_000;

const utf8 = new TextEncoder();

/**
 * Rows as JSON lists for json_each(?1), nearly always one list; more where they are too many bytes for one parameter.
 * A single row over the limit is a list of its own.
 */
export function jsonRows(rows: Iterable<unknown>): string[] {
  const lists: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const text = JSON.stringify(row);
    const bytes = utf8.encode(text).length + 1;
    if (size + bytes > MAX_PARAMETER_BYTES) {
      lists.push([]);
      size = 1;
    }
    lists.at(-1)?.push(text);
    size += bytes;
  }
  return lists.map((list) => `[${list.join(",")}]`);
}
