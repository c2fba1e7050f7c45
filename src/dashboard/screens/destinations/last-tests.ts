const KEY = "headwater.failed-tests";

function failures(): Record<string, string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Why the last test of a connection failed, as this browser saw it; null where it did not, or there was none. */
export const lastFailure = (id: number): string | null => failures()[id] ?? null;

/** Keeps why a test failed; null forgets it. */
export function noteTest(id: number, failure: string | null): void {
  const { [id]: _, ...others } = failures();
  localStorage.setItem(KEY, JSON.stringify(failure === null ? others : { ...others, [id]: failure }));
}
