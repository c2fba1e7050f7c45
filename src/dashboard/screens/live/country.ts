const known = new Map<string, string>();
const names = new Intl.DisplayNames(undefined, { type: "region" });

/** What a country is called; a code that is none stays as it is. */
export function countryName(code: string): string {
  if (!/^[a-z]{2}$/i.test(code)) return code;
  const name = known.get(code) ?? names.of(code.toUpperCase()) ?? code;
  // Asking takes longer than all else of a row, and hundreds of rows come a second.
  known.set(code, name);
  return name;
}
