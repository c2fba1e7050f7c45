import { redactedValue } from "#core/redact.ts";

/**
 * One JSON line a fact (docs/operations.md lists them). Workers Logs indexes the fields; JSON escaping keeps a client's text
 * on its line, and whatever looks like a secret or like somebody's address is taken out of it.
 */
export function log(
  level: "info" | "warn" | "error",
  what: string,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  console[level](JSON.stringify({ what, ...(redactedValue(fields) as object) }));
}

/** What an unknown thrown thing says of itself, for a log line or a dead letter; never sent to a client. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
