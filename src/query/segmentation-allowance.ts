/** Numbers kept for percentiles in one answer, 8 bytes each. */
const MAX_NUMBERS = 3_000_000;
/** A cell always gets this many, whatever the others took. */
const MIN_NUMBERS_PER_CELL = 50;
/** Characters kept to tell different values apart, in one answer; each value counts for at least 32. */
const MAX_CHARACTERS = 20_000_000;
const CHARACTERS_PER_VALUE = 32;

/** What one answer may keep in memory besides a number or two a cell; what it had to leave out it says. */
export interface Allowance {
  /** May a cell that keeps `kept` numbers keep one more? Where not, the cell goes on as a random sample. */
  keepsNumber(kept: number): boolean;
  /** May one more text be kept? Where not, counts of different values are at least, not exactly. */
  keepsText(text: string): boolean;
  /** A whole number from 0 to below `below`; the same question on the same data draws the same numbers. */
  random(below: number): number;
  /** Sentences for the reader about what is not exact; none where everything is. */
  notes(): string[];
}

export function createAllowance(maxNumbers = MAX_NUMBERS, maxCharacters = MAX_CHARACTERS): Allowance {
  let numbers = 0;
  let characters = 0;
  let state = 1;
  let sampled = false;
  let cut = false;
  return {
    keepsNumber(kept) {
      if (numbers >= maxNumbers && kept >= MIN_NUMBERS_PER_CELL) {
        sampled = true;
        return false;
      }
      numbers += 1;
      return true;
    },
    keepsText(text) {
      const size = CHARACTERS_PER_VALUE + text.length;
      if (characters + size > maxCharacters) {
        cut = true;
        return false;
      }
      characters += size;
      return true;
    },
    random(below) {
      // Park and Miller's generator: plenty for drawing a sample.
      state = (state * 48_271) % 2_147_483_647;
      return Math.floor((state / 2_147_483_647) * below);
    },
    notes() {
      const notes: string[] = [];
      if (sampled) notes.push("There are too many numbers to keep: percentiles are estimated from a random sample.");
      if (cut) notes.push("There are too many different values to keep: their counts are at least what is shown.");
      return notes;
    },
  };
}
