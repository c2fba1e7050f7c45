/**
 * RFC 4180, and a quote before what a spreadsheet would run as a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row, with its line end. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A CSV to be saved as `<name>.csv`; `name` is ours, never a client's. */
export const csvResponse = (name: string, text: string): Response =>
  new Response(text, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.csv"`,
      "x-content-type-options": "nosniff",
    },
  });
