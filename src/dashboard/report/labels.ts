import { numbersIn } from "#core/report/numbers.ts";

export { groupName, propertyName, selectorName } from "#core/report/names.ts";

/** Numbers in the language of the reader's browser. */
export const { number, shortNumber, percent, rate, change, bucketName, duration } = numbersIn(undefined);

/** How long ago, roughly: `just now`, `12 s ago`, `3 min ago`. */
export function ago(ms: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1_000));
  return seconds < 5 ? "just now" : `${duration(seconds < 60 ? seconds : seconds - (seconds % 60))} ago`;
}

/** `u:ada` is the user ada, `a:…` a device nobody signed in on. */
export const personName = (id: string): string => (id.startsWith("u:") ? id.slice(2) : `Anonymous ${id.slice(2, 10)}`);
