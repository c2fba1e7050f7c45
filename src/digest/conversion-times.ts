import type { Distribution } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question/funnel.ts";
import { PART } from "#core/report/colours.ts";
import { groupName } from "#core/report/names.ts";
import { UNITS } from "#core/report/step-name.ts";
import { type Finding, MOST_ROWS, nothing } from "#digest/section.ts";
import { duration, number, plain, shortNumber } from "#digest/words.ts";

const NOBODY = "Nobody converted in this time.";

/** How long it took to convert, as a picture of how many took how long; of groups each one's average. */
export function conversionTimes(
  { countBy }: FunnelQuestion,
  found: Distribution | Record<string, Distribution>,
): Finding {
  if (!isOne(found)) return ofGroups(found, UNITS[countBy][1]);
  const { bins } = found;
  const count = countOf(found);
  if (count === 0) return nothing(NOBODY);
  const unit = UNITS[countBy][count === 1 ? 0 : 1];
  return {
    headline: {
      value: duration(Math.round(found.averageSeconds ?? 0)),
      what: `on average, of ${number(count)} ${unit} who converted`,
      change: null,
    },
    picture: {
      chart: {
        shape: "bars",
        labels: bins.map(([from]) => duration(from)),
        incomplete: 0,
        format: shortNumber,
        data: bins.map(([, value]) => value),
        colours: [PART],
      },
      alt: `How long it took: ${bins
        .filter(([, value]) => value > 0)
        .slice(0, MOST_ROWS)
        .map(([from, value]) => `from ${duration(from)} ${number(value)}`)
        .join("; ")}.`,
    },
    table: null,
    remarks: [],
  };
}

function ofGroups(found: Record<string, Distribution>, several: string): Finding {
  const rows = Object.entries(found).map(([group, one]) => ({
    name: plain(groupName(group)),
    colour: null,
    values: [number(countOf(one)), one.averageSeconds === null ? "–" : duration(Math.round(one.averageSeconds))],
    change: null,
  }));
  if (Object.values(found).every((one) => countOf(one) === 0)) return nothing(NOBODY);
  const columns = ["", `${several} who converted`, "On average"];
  const more = Math.max(0, rows.length - MOST_ROWS);
  return { headline: null, picture: null, table: { columns, rows: rows.slice(0, MOST_ROWS), more }, remarks: [] };
}

const countOf = ({ bins }: Distribution): number => bins.reduce((sum, [, value]) => sum + value, 0);

const isOne = (found: Distribution | Record<string, Distribution>): found is Distribution =>
  Array.isArray(found["bins"]);
