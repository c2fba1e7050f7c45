const WHOLE = ["name", "fullName", "full_name"];
const FIRST = ["firstName", "first_name"];
const LAST = ["lastName", "last_name"];

/** Traits that a name may be in, in the spellings that sites use. */
export const NAME_TRAITS: readonly string[] = [...WHOLE, ...FIRST, ...LAST];

/** The text of the first of these traits that says one, or null. */
export function traitText(traits: Readonly<Record<string, unknown>>, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = Object.hasOwn(traits, key) ? traits[key] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return null;
}

/** What somebody is called by their traits; null where these don't say. */
export function personNames(traits: Readonly<Record<string, unknown>>) {
  const firstName = traitText(traits, ...FIRST);
  const lastName = traitText(traits, ...LAST);
  const both = [firstName, lastName].filter((part) => part !== null).join(" ");
  return { name: traitText(traits, ...WHOLE) ?? (both === "" ? null : both), firstName, lastName };
}
