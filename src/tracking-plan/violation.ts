import { storableText } from "#core/json.ts";
import type { Violation } from "#core/tracking-plan.ts";
import type { Offence } from "#tracking-plan/offences.ts";

/** Long enough to recognise a value by. */
const MAX_VALUE = 120;
/** Paths are made of clients' keys. */
const MAX_PROPERTY = 255;

/** A path as people write it: `cart.items[].sku`. Which of a list's items it was makes no other kind of violation. */
export const propertyAt = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[]` : text === "" ? part : `${text}.${part}`),
    "",
  );

/** Offences as they are counted: one a property and rule, however many items of a list have it. */
export function violationsOf(offences: readonly Offence[]): Violation[] {
  const found = new Map<string, Violation>();
  for (const { path, rule, value } of offences) {
    const property = storableText(propertyAt(path).slice(0, MAX_PROPERTY));
    const key = `${rule} ${property}`;
    if (!found.has(key)) found.set(key, { property, rule, value: shown(value) });
  }
  return [...found.values()];
}

function shown(value: unknown): string {
  // Text is cut first: what is cut after that may be half an escape, and a large object is seldom here.
  const short = typeof value === "string" ? value.slice(0, MAX_VALUE) : value;
  return storableText((JSON.stringify(short) ?? "").slice(0, MAX_VALUE));
}
