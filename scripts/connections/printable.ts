/**
 * Text for a terminal. Names of events and answers of destinations are written by strangers: what would steer the terminal
 * or turn the direction of writing is shown as a mark.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, "\u{fffd}");

/** JSON for other programs; what steers terminals is written as escapes, which mean the same. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
