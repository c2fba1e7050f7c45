import { numbersIn } from "#core/report/numbers.ts";

/** Numbers in the language of the texts around them: a mail can't know its reader's. */
export const { number, shortNumber, percent, rate, change, bucketName, duration } = numbersIn("en");

const MOST_CHARACTERS = 200;

/**
 * A text that somebody else wrote (names of events come from whoever has a write key) as one line: without control
 * characters, line ends and marks that turn the direction of what follows.
 */
export function plain(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\p{Bidi_Control}\u200b\ufeff]/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= MOST_CHARACTERS ? line : `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…`;
}

/** The days from `from` to `to`, as they are in the zone: `Nov 16 – 22, 2026`. */
export function rangeName({ from, to }: { from: string; to: string }, timezone: string): string {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    year: "numeric",
    month: "short",
    day: "numeric",
  });
  return format.formatRange(new Date(from), new Date(to));
}

/** A day with its weekday, as it is in the zone. */
export const dayName = (ms: number, timezone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: timezone, dateStyle: "full" }).format(ms);
