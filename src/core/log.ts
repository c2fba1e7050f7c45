/** One JSON line a fact. Workers Logs indexes the fields; JSON escaping keeps a client's text on its line. */
export function log(level: "info" | "warn" | "error", what: string, fields: Record<string, unknown> = {}): void {
  console[level](JSON.stringify({ what, ...fields }));
}

/** What an unknown thrown thing says of itself, for a log line or a dead letter; never sent to a client. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
