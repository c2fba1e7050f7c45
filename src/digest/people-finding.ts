import type { CohortAnswer } from "#core/answer.ts";
import type { Finding } from "#digest/section.ts";
import { number, rate } from "#digest/words.ts";

/**
 * How many people are like this now, and which part of everybody that is, where that is known: the answer's own base leaves
 * those out of whom it was clear from the start.
 */
export function peopleFinding({ count }: CohortAnswer, everybody: number | null): Finding {
  const remarks = count === 0 ? [everybody === 0 ? "Nobody was here yet." : "Nobody is like this right now."] : [];
  const value = number(count);
  if (everybody === null || everybody === 0) {
    const what = count === 1 ? "person" : "people";
    return { headline: { value, what, change: null }, picture: null, table: null, remarks };
  }
  const all = Math.max(everybody, count);
  const what = `of ${number(all)} people · ${rate(count / all)}`;
  const picture = { part: count / all, alt: `${value} ${what}` };
  return { headline: { value, what, change: null }, picture, table: null, remarks };
}
