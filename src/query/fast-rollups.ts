import { DAY_MS, HOUR_MS } from "#core/question/time.ts";
import type { CountedSeries } from "#query/fast-plan.ts";
import { segmentsOf } from "#query/fast-segments.ts";
import type { Line } from "#query/segmentation-line.ts";

type Spans = readonly (readonly [from: number, to: number])[];

const isOf = (unit: number, spans: Spans): boolean =>
  spans.every(([from, to]) => from % unit === 0 && (to + 1) % unit === 0);

/** Are events counted by the rollup of hours? ms, both ends included. */
export const byHours = ({ groups }: Pick<CountedSeries, "groups">, spans: Spans): boolean =>
  isOf(HOUR_MS, spans) && groups.every(({ condition }) => condition.values.length === 0);

/** Are people counted by the rollup of UTC days? */
export const byDays = ({ isAnyEvent }: Pick<CountedSeries, "isAnyEvent">, spans: Spans): boolean =>
  isAnyEvent && isOf(DAY_MS, spans);

/** Does a line ask rollups alone, and no fact? They stay in the database when facts have moved (docs/archive.md). */
export const asksRollupsOnly = (plan: CountedSeries, line: Line): boolean =>
  plan.of === "people" ? byDays(plan, segmentsOf(line, DAY_MS).spans) : byHours(plan, segmentsOf(line).spans);
