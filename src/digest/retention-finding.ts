import type { RetentionAnswer } from "#core/answer.ts";
import type { RetentionQuestion } from "#core/question/retention.ts";
import { colourOf } from "#core/report/colours.ts";
import { groupName } from "#core/report/names.ts";
import { periodName } from "#core/report/period-name.ts";
import { MOST_LINES } from "#digest/picture/chart.ts";
import { type Finding, MOST_ROWS, nothing, NOTHING_HAPPENED, type Of, type Table } from "#digest/section.ts";
import { percent, plain, rate } from "#digest/words.ts";

/** What a retention says: the part that comes back, on average over those who could have by now. */
export function retentionFinding({ interval }: RetentionQuestion, answer: Of<RetentionAnswer>): Finding {
  const { cohorts, average, averages = {}, groups = [], notes = [] } = answer;
  if (cohorts.every(({ values }) => (values[0] ?? 0) === 0)) return nothing(NOTHING_HAPPENED);
  if (cohorts.length < 2) return nothing(`One ${interval} is not enough to come back. Choose a longer range.`);
  const known = reached(average);
  if (known.length < 2) return nothing(`Nobody has had a whole ${interval} to come back yet.`);
  const lines = [
    { name: groups.length === 0 ? "Average" : "Everybody", parts: known },
    ...groups.map((group) => ({ name: plain(groupName(group)), parts: averages[group] ?? [] })),
  ].map((line, place) => ({ ...line, colour: colourOf(place, false) }));
  const names = known.map((_, at) => periodName(interval, at));
  return {
    headline: {
      value: rateOf(known[1]),
      what: `came back in ${periodName(interval, 1).toLowerCase()}, on average`,
      change: null,
    },
    picture: {
      chart: {
        shape: "lines",
        labels: names,
        incomplete: 0,
        format: percent,
        lines: lines.slice(0, MOST_LINES).map(({ colour, parts }) => ({
          colour,
          // A group's line ends where nobody of it could have come back yet.
          data: reached(parts)
            .slice(0, known.length)
            .map((part) => Math.round((part ?? 0) * 10_000) / 100),
        })),
      },
      alt: `Came back: ${known
        .slice(1, MOST_ROWS + 1)
        .map((part, at) => `${names[at + 1] ?? ""} ${rateOf(part)}`)
        .join("; ")}.`,
    },
    table: tableOf(lines, names),
    remarks: notes.map(plain),
  };
}

/** Of everybody a row a period; of groups a row each, with the first periods. */
function tableOf(
  lines: readonly { name: string; parts: readonly (number | null)[]; colour: string }[],
  names: readonly string[],
): Table {
  const [all, ...groups] = lines;
  const periods = names.slice(1, groups.length === 0 ? 7 : 4);
  return {
    columns: ["", ...periods],
    rows: (groups.length === 0 && all ? [all] : lines).slice(0, MOST_ROWS).map(({ name, colour, parts }, place) => ({
      name,
      colour: place < MOST_LINES ? colour : null,
      values: periods.map((_, at) => rateOf(parts[at + 1])),
      change: null,
    })),
    more: Math.max(0, lines.length - MOST_ROWS),
  };
}

const reached = (parts: readonly (number | null)[]): (number | null)[] =>
  parts.slice(0, parts.findLastIndex((part) => part !== null) + 1);

const rateOf = (part: number | null | undefined): string => (part === null || part === undefined ? "–" : rate(part));
