/** Milliseconds since 1970, as `Date.now` gives them; passed in so that a test can decide what time it is. */
export type Clock = () => number;

/** The one place where the time of arrival is read. */
export const systemClock: Clock = () => Date.now();

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
