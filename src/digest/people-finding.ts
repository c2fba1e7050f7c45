import type { CohortAnswer } from "#core/answer.ts";
import type { Finding } from "#digest/section.ts";
import { number, rate } from "#digest/words.ts";

/** How many people are like this now, of `everybody`, or, where that isn't known, of those who were looked at. */
export function peopleFinding({ count, base }: CohortAnswer, everybody: number | null): Finding {
  const all = Math.max(everybody ?? base, count);
  const part = all === 0 ? 0 : count / all;
  const what = all === 0 ? "people" : `of ${number(all)} people · ${rate(part)}`;
  return {
    headline: { value: number(count), what, change: null },
    picture: all === 0 ? null : { part, alt: `${number(count)} ${what}` },
    table: null,
    remarks: count === 0 ? [all === 0 ? "Nobody was here yet." : "Nobody is like this right now."] : [],
  };
}
