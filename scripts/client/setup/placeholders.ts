import { Failure } from "../../connections/failure.ts";

const PLACEHOLDER = /^\$\{([A-Z][A-Z0-9_]*)\}$/;

/** The variable that a value of the file stands for, or null. */
export const variableIn = (value: unknown): string | null =>
  typeof value === "string" ? (PLACEHOLDER.exec(value)?.[1] ?? null) : null;

/** How a secret is written where it is pulled: by a variable named after what it belongs to. */
export const placeholderFor = (...words: readonly string[]): string =>
  `\${${words
    .join("_")
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase()
    .replace(/^(?=[^A-Z])/, "S_")}}`;

/** A value's variables from the environment. Throws Failure with the name of one that is not set. */
export function filled(value: unknown, env: NodeJS.ProcessEnv): unknown {
  const name = variableIn(value);
  if (name !== null) {
    const text = env[name];
    if (!text) throw new Failure(`The variable ${name} is not set, and the file names it.`);
    return text;
  }
  if (Array.isArray(value)) return value.map((each) => filled(each, env));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, env)]));
}
