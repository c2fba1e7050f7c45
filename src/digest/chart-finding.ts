import type { SegmentationAnswer } from "#core/answer.ts";
import type { SegmentationQuestion } from "#core/question/segmentation.ts";
import { colourOf } from "#core/report/colours.ts";
import { lineName } from "#core/report/series-name.ts";
import { type ChartPlan, MOST_LINES } from "#digest/picture/chart.ts";
import { type Change, type Finding, MOST_ROWS, nothing, NOTHING_HAPPENED, type Of } from "#digest/section.ts";
import { bucketName, change, number, plain, shortNumber } from "#digest/words.ts";

/** More buckets than this are a line rather than bars, and not all told in words. */
const FEW_BUCKETS = 14;

interface Line {
  name: string;
  colour: string;
  data: number[];
  total: number;
  previous: { data: number[]; total: number } | undefined;
}

/** What a chart says: the total of each line, and the lines as a picture. */
export function chartFinding(question: SegmentationQuestion, answer: Of<SegmentationAnswer>): Finding {
  const isOnly = new Set(answer.series.map(({ series }) => series)).size === 1;
  const lines: Line[] = answer.series.map((row, place) => ({
    name: plain(lineName(row, question, isOnly)),
    colour: colourOf(place, false),
    data: row.data,
    total: row.total,
    previous: answer.previous?.series.find((one) => one.series === row.series && one.breakdown === row.breakdown),
  }));
  const [first, ...others] = lines;
  if (first === undefined || lines.every(isEmpty)) return nothing(NOTHING_HAPPENED);
  const labels = answer.labels.map((label) => bucketName(label, question.interval));
  const chart = planOf(question, lines, labels, answer.meta.incomplete.length);
  const legend = [
    ...(answer.meta.incomplete.length > 0
      ? [`${labels.at(-1) ?? ""} isn't over yet: drawn ${chart.shape === "bars" ? "pale" : "dashed"}.`]
      : []),
    ...(first.previous === undefined ? [] : ["The period before is drawn thin."]),
  ].join(" ");
  const isAlone = others.length === 0;
  return {
    headline: isAlone ? { value: number(first.total), what: first.name, change: changeOf(first) } : null,
    picture: { chart, alt: altOf(lines, labels) },
    table: isAlone
      ? null
      : {
          columns: ["", "Total"],
          rows: lines.slice(0, MOST_ROWS).map((line, place) => ({
            name: line.name,
            colour: place < MOST_LINES ? line.colour : null,
            values: [number(line.total)],
            change: changeOf(line),
          })),
          more: Math.max(0, lines.length - MOST_ROWS),
        },
    remarks: [...(legend === "" ? [] : [legend]), ...(answer.notes ?? []).map(plain)],
  };
}

/** A fall to nothing is something. */
const isEmpty = ({ total, previous }: Line): boolean => total === 0 && (previous?.total ?? 0) === 0;

function changeOf({ total, previous }: Line): Change | null {
  if (previous === undefined) return null;
  const direction =
    previous.total === 0 || previous.total === total ? "none" : total < previous.total ? "worse" : "better";
  return { text: change(total, previous.total), direction };
}

function planOf(
  { cumulative, rolling }: SegmentationQuestion,
  lines: Line[],
  labels: string[],
  incomplete: number,
): ChartPlan {
  const [only, ...others] = lines;
  const frame = { labels, incomplete, format: shortNumber };
  const isCounted = cumulative !== true && rolling === undefined;
  if (only && others.length === 0 && only.previous === undefined && isCounted && labels.length <= FEW_BUCKETS) {
    return { shape: "bars", ...frame, data: only.data, colours: [only.colour] };
  }
  return {
    shape: "lines",
    ...frame,
    lines: lines
      .slice(0, MOST_LINES)
      .map(({ colour, data, previous }) => ({ colour, data, ...(previous && { previous: previous.data }) })),
  };
}

/** All buckets of one line, as far as they are few; of several their totals. */
function altOf(lines: Line[], labels: string[]): string {
  const [only, ...others] = lines;
  if (only === undefined) return "";
  if (others.length > 0) {
    return `Over time: ${lines
      .slice(0, MOST_LINES)
      .map(({ name, total }) => `${name} ${number(total)}`)
      .join("; ")}.`;
  }
  const from = Math.max(0, labels.length - FEW_BUCKETS);
  const told = only.data.slice(from).map((value, at) => `${labels[from + at] ?? ""}: ${number(value)}`);
  return `${only.name}${from > 0 ? `, the last ${FEW_BUCKETS}` : ""}. ${told.join("; ")}.`;
}
