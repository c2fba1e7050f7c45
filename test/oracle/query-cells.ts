import type {
  CohortAnswer,
  FunnelAnswer,
  FunnelStep,
  RetentionAnswer,
  RetentionRow,
  SegmentationAnswer,
  SegmentationRow,
} from "#core/answer.ts";
import type { Question } from "#core/question.ts";
import type { Series } from "#core/question/segmentation.ts";

/** A number of an answer with the list it must agree with. */
export interface Cell {
  /** As it is asked for in `people`. */
  cell: object;
  number: number;
  /** The list holds that many people; at most that many (of sessions and attempts); or somebody exactly where it isn't 0. */
  rule: "equal" | "at most" | "somebody";
}

/** The numbers of an answer that people stand behind. */
export function askableCells(question: Question, answer: object): Cell[] {
  switch (question.kind) {
    case "segmentation":
      return segmentationCells(question, answer as SegmentationAnswer);
    case "funnel":
      return funnelCells(question, answer);
    case "retention":
      return retentionCells(answer as RetentionAnswer);
    case "cohort":
      return [];
  }
}

/** How many are in a cohort, and who. */
export const listOfCohort = (answer: object): { number: number; ids: string[] } => {
  const { count, people } = answer as CohortAnswer;
  return { number: count, ids: people };
};

type Asking<Kind extends Question["kind"]> = Extract<Question, { kind: Kind }>;

/** The number a measure counts people by, over a bucket and over the range; null where no list says anything of it. */
function rulesOf({ cumulative = false, rolling = 1 }: Asking<"segmentation">, math: Series["math"]) {
  const isActive = math === "weekly_active" || math === "monthly_active";
  if (math === "total") return { point: "somebody", total: "somebody" } as const;
  if (math !== "unique" && !isActive) return null;
  // A mean of several buckets, or the sum of who was active when, is no number of people.
  const isMixed = rolling > 1 || (cumulative && isActive);
  return { point: isMixed ? "somebody" : "equal", total: isMixed && isActive ? "somebody" : "equal" } as const;
}

function segmentationCells(question: Asking<"segmentation">, answer: SegmentationAnswer): Cell[] {
  // Behind a formula stand the people of several lines.
  if (question.formula !== undefined) return [];
  const names = question.series?.map(({ name }, place) => name ?? String.fromCharCode(65 + place)) ?? [];
  const mathOf = (series: string) => question.series?.[names.indexOf(series)]?.math ?? question.math ?? "total";
  const cellsOfRow = (row: SegmentationRow, labels: readonly string[], previous: boolean): Cell[] => {
    const { series, breakdown, data, total } = row;
    const rules = rulesOf(question, mathOf(series));
    // Of two lines of one name a list is of both.
    if (rules === null || names.filter((name) => name === series).length > 1) return [];
    const line = { series, ...(breakdown !== undefined && { breakdown }), ...(previous && { previous }) };
    return [
      ...labels.map((bucket, at) => ({ cell: { ...line, bucket }, number: data[at] ?? 0, rule: rules.point })),
      { cell: line, number: total, rule: rules.total },
    ];
  };
  return [answer, answer.previous ?? []]
    .flat()
    .flatMap(({ series, whole = [], labels }, at) =>
      [...series, ...whole].flatMap((row) => cellsOfRow(row, labels, at > 0)),
    );
}

function funnelCells(question: Asking<"funnel">, answer: FunnelAnswer): Cell[] {
  const rule = question.countBy === "uniques" ? "equal" : "at most";
  const stepCells = (steps: readonly FunnelStep[], group: { breakdown?: string }): Cell[] =>
    steps.flatMap(({ count, dropped }, at): Cell[] => [
      { cell: { step: at + 1, ...group }, number: count, rule },
      ...(dropped === null
        ? []
        : [{ cell: { step: at + 1, dropped: true, ...group }, number: dropped, rule } as const]),
    ]);
  const trendCells = (
    points: readonly { bucket: string; entered: number; converted: number }[],
    group: { breakdown?: string },
  ) =>
    points.flatMap(({ bucket, entered, converted }): Cell[] => [
      { cell: { bucket, ...group }, number: converted, rule: "equal" },
      { cell: { bucket, dropped: true, ...group }, number: entered - converted, rule: "equal" },
    ]);
  const { steps, breakdown = {}, trend } = answer;
  const inGroups = <Part>(parts: Record<string, Part>, cells: (part: Part, group: { breakdown?: string }) => Cell[]) =>
    Object.entries(parts).flatMap(([name, part]) => cells(part, { breakdown: name }));
  return [
    ...(steps ? stepCells(steps, {}) : []),
    ...inGroups(breakdown, stepCells),
    ...(trend === undefined ? [] : Array.isArray(trend) ? trendCells(trend, {}) : inGroups(trend, trendCells)),
  ];
}

function retentionCells({ cohorts, breakdown = {} }: RetentionAnswer): Cell[] {
  const rowCells = (rows: readonly RetentionRow[], group: { breakdown?: string }): Cell[] =>
    rows.flatMap(({ values }, cohort) => [
      { cell: { cohort, ...group }, number: values[0] ?? 0, rule: "equal" } as const,
      ...values.map((number, period): Cell => ({ cell: { cohort, period, ...group }, number, rule: "equal" })),
    ]);
  return [
    ...rowCells(cohorts, {}),
    ...Object.entries(breakdown).flatMap(([name, rows]) => rowCells(rows, { breakdown: name })),
  ];
}

/** The ids of a list, in whichever form it comes. */
export function idsOf(list: object): string[] {
  const { ids, rows } = list as { ids?: string[]; rows?: { id: string }[] };
  return ids ?? (rows ?? []).map(({ id }) => id);
}
