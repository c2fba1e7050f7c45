import { useMemo } from "react";
import type { AnswerMeta, RetentionRow } from "#core/answer.ts";
import { HeatTable } from "#dashboard/charts/retention.tsx";
import { bucketName, number, rate } from "#dashboard/report/labels.ts";
import { isGrowing } from "#dashboard/screens/retention/growing.ts";
import { type Mode, type Period, periodName } from "#dashboard/screens/retention/question.ts";

/** Rows by when people started, columns by how long after; rates, or how many people. */
export function RetentionGrid({
  rows,
  average,
  meta,
  interval,
  mode,
  shows,
  label,
  onCell,
}: {
  rows: readonly RetentionRow[];
  average: readonly (number | null)[];
  meta: AnswerMeta;
  interval: Period;
  mode: Mode;
  shows: "rate" | "count";
  label: string;
  onCell: (cohort: number, period: number) => void;
}) {
  const table = useMemo(() => {
    const facts = {
      buckets: rows.map(({ bucket }) => bucket),
      incomplete: meta.incomplete,
      asOf: meta.asOf,
      interval,
      mode,
    };
    return rows.map(({ bucket, values }, row) => {
      const [size = 0, ...returned] = values;
      const name = bucketName(bucket, interval);
      return {
        name,
        size,
        cells: returned.map((count, at) => {
          const part = size === 0 ? 0 : count / size;
          const text = size === 0 ? "–" : shows === "rate" ? rate(part) : number(count);
          const says = `${number(count)} of ${number(size)} who started ${name} came back in ${periodName(interval, at + 1).toLowerCase()}, ${rate(part)}`;
          return { value: part, text, says, isGrowing: isGrowing({ row, period: at + 1 }, facts) };
        }),
      };
    });
  }, [rows, meta, interval, mode, shows]);
  const periods = Math.max(0, ...rows.map(({ values }) => values.length - 1));
  return (
    <HeatTable
      label={label}
      columns={Array.from({ length: periods }, (_, at) => periodName(interval, at + 1))}
      average={average.slice(1, periods + 1).map((part) => (part === null ? null : { value: part, text: rate(part) }))}
      rows={table}
      onCell={onCell}
    />
  );
}
