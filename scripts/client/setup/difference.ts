import { isDeepStrictEqual } from "node:util";

/** One place where two values differ, by its path. */
export interface Difference {
  at: string;
  from: unknown;
  to: unknown;
}

/** Every place where two JSON values differ. A key with no value is as none. */
export function differences(from: unknown, to: unknown, at = ""): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isPlain(from) && isPlain(to))
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      differences(from[key], to[key], at === "" ? key : `${at}.${key}`),
    );
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((each, index) => differences(each, to[index], `${at}[${index}]`));
  return [{ at, from, to }];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `  ~ where: "old" → "new"`, long values cut. */
export const inLines = (all: readonly Difference[]): string[] =>
  all.map(({ at, from, to }) => `      ${at}: ${shown(from)} → ${shown(to)}`);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
