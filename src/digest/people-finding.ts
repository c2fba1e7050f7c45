import type { CohortAnswer } from "#core/answer.ts";
import { partOfEverybody } from "#core/report/everybody.ts";
import type { Finding } from "#digest/section.ts";
import { number, rate } from "#digest/words.ts";

/** How many people are like this now, and which part of everybody that is, where that is known. */
export function peopleFinding({ count }: CohortAnswer, everybody: number | null): Finding {
  const remarks = count === 0 ? [everybody === 0 ? "Nobody was here yet." : "Nobody is like this right now."] : [];
  const value = number(count);
  const { part, words } = partOfEverybody(count, everybody, { number, rate });
  const picture = part === null ? null : { part, alt: `${value} ${words}` };
  return { headline: { value, what: words, change: null }, picture, table: null, remarks };
}
