import type {
  AnswerMeta,
  CohortAnswer,
  FunnelAnswer,
  RetentionAnswer,
  SegmentationAnswer,
  SegmentationRow,
} from "#core/answer.ts";
import { csvLine } from "#core/csv.ts";
import type { Question, Selector } from "#core/question.ts";

type Cell = string | number | boolean | null | undefined;
type Of<Kind extends Question["kind"]> = Extract<Question, { kind: Kind }>;

/** The name of everybody taken as one, beside the groups of a breakdown. */
const ALL = "$all";

/**
 * An answer as one flat table with a header. Where the question asks for lists of people, the table is those; otherwise
 * it is the chart: of a funnel with a view, the view. `answer` is what `question` was answered with.
 */
export function answerCsv(question: Question, answer: object & { meta: Pick<AnswerMeta, "incomplete"> }): string {
  return tableOf(question, answer, answer.meta.incomplete).map(csvLine).join("");
}

function tableOf(question: Question, answer: object, incomplete: readonly string[]): Cell[][] {
  if (question.kind === "cohort") return [["person"], ...(answer as CohortAnswer).people.map((id) => [id])];
  if (question.people !== undefined) return peopleTable((answer as { people?: PeopleListed[] }).people ?? []);
  switch (question.kind) {
    case "segmentation":
      return segmentationTable(answer as SegmentationAnswer, incomplete);
    case "funnel":
      return funnelTable(question, answer);
    case "retention":
      return retentionTable(answer as RetentionAnswer);
  }
}

/** A list behind a number, of any kind of question. */
interface PeopleListed {
  ids?: string[];
  rows?: { id: string; periods: number[] }[];
}

/** The lists one after the other, numbered from 1 as they were asked for. */
function peopleTable(lists: readonly PeopleListed[]): Cell[][] {
  const rows = lists.flatMap(({ ids, rows = [] }, at) => (ids ?? rows.map(({ id }) => id)).map((id) => [at + 1, id]));
  return [["list", "person"], ...rows];
}

/** A row a bucket, a column a line of the chart; the last row is the range, whose uniques aren't the sum of the buckets. */
function segmentationTable(answer: SegmentationAnswer, incomplete: readonly string[]): Cell[][] {
  const lines = linesOf(answer);
  const { previous } = answer;
  const before = previous ? linesOf(previous) : [];
  const width = Math.max(answer.labels.length, previous?.labels.length ?? 0);
  return [
    [
      "bucket",
      "complete",
      ...lines.map(({ name }) => name),
      ...(previous ? ["previous bucket", ...before.map(({ name }) => `previous ${name}`)] : []),
    ],
    ...Array.from({ length: width }, (_, at): Cell[] => {
      const label = answer.labels[at];
      return [
        label,
        label === undefined ? null : !incomplete.includes(label),
        ...lines.map(({ row }) => row.data[at]),
        ...(previous ? [previous.labels[at], ...before.map(({ row }) => row.data[at])] : []),
      ];
    }),
    [
      "total",
      null,
      ...lines.map(({ row }) => row.total),
      ...(previous ? ["total", ...before.map(({ row }) => row.total)] : []),
    ],
  ];
}

function linesOf({ series, whole = [] }: Pick<SegmentationAnswer, "series" | "whole">) {
  const named = (row: SegmentationRow, group: string | undefined) => ({
    row,
    name: group === undefined ? row.series : `${row.series}: ${group}`,
  });
  return [...series.map((row) => named(row, row.breakdown)), ...whole.map((row) => named(row, ALL))];
}

function funnelTable(question: Of<"funnel">, answer: FunnelAnswer): Cell[][] {
  const isSplit = question.breakdown !== undefined;
  if (question.view === "trend") {
    const columns = ["bucket", "entered", "converted", "rate", "final"] as const;
    return withGroups(partsOf(answer.trend, isSplit), [...columns], (points) =>
      points.map((point) => columns.map((column) => point[column])),
    );
  }
  if (question.view === "timeToConvert") {
    return withGroups(partsOf(answer.timeToConvert, isSplit), ["fromSeconds", "count"], ({ bins }) => bins);
  }
  const columns = ["count", "percentOfFirst", "percentOfPrevious", "dropped", "avgSeconds", "medianSeconds"] as const;
  return withGroups(partsOf(answer.breakdown ?? answer.steps, isSplit), ["step", "event", ...columns], (steps) =>
    steps.map((step, at) => [at + 1, stepName(question, at), ...columns.map((column) => step[column])]),
  );
}

/** Steps of any order stand for no event of their own. */
const stepName = ({ order, steps }: Of<"funnel">, at: number): string =>
  order === "unordered" ? `any ${at + 1}` : selectorName(steps[at] ?? { event: null });

const selectorName = (selector: Selector): string =>
  "anyOf" in selector ? selector.anyOf.map(selectorName).join(" or ") : (selector.event ?? "any event");

/** A row for each bucket in which people started; what came back after so many periods stands under their number. */
function retentionTable({ cohorts, breakdown, groups }: RetentionAnswer): Cell[][] {
  const periods = Math.max(0, ...cohorts.map(({ values }) => values.length));
  const header = ["bucket", "people", ...Array.from({ length: periods }, (_, at) => String(at)).slice(1)];
  const parts: [string | null, typeof cohorts][] =
    breakdown === undefined
      ? [[null, cohorts]]
      : [...(groups ?? []).map((group): [string, typeof cohorts] => [group, breakdown[group] ?? []]), [ALL, cohorts]];
  return withGroups(parts, header, (rows) => rows.map(({ bucket, values }) => [bucket, ...values]));
}

/** The parts of a view, each with its group; null where the question has no breakdown. */
const partsOf = <Part>(found: Part | Record<string, Part> | undefined, isSplit: boolean): [string | null, Part][] =>
  found === undefined ? [] : isSplit ? Object.entries(found as Record<string, Part>) : [[null, found as Part]];

/** The rows of all parts below one header; groups stand in a first column of their own. */
function withGroups<Part>(
  parts: readonly [group: string | null, part: Part][],
  header: readonly string[],
  rowsOf: (part: Part) => Cell[][],
): Cell[][] {
  const isSplit = parts.some(([group]) => group !== null);
  const rows = parts.flatMap(([group, part]) => rowsOf(part).map((row) => (isSplit ? [group, ...row] : row)));
  return [isSplit ? ["breakdown", ...header] : [...header], ...rows];
}
