/**
 * `full-date` and `date-time` of RFC 3339, which is what JSON Schema means by these formats; but for leap seconds, which
 * JavaScript's own dates don't know either.
 */
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[tT ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;
/** Longer text is no date; it is not looked at. */
const MAX_LENGTH = 64;

/** The calendar has this day: a day that it hasn't comes out as another one. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export const DATE_TESTS = {
  date: (text: string): boolean => DATE.test(text) && isDay(text),
  "date-time": (text: string): boolean => {
    const day = text.length > MAX_LENGTH ? undefined : DATE_TIME.exec(text)?.[1];
    return day !== undefined && isDay(day);
  },
} as const;
