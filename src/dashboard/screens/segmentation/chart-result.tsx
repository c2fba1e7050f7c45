import { SimpleGrid, Text, useComputedColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import type { AnswerMeta, SegmentationAnswer } from "#core/answer.ts";
import type { SegmentationCell } from "#core/question/segmentation.ts";
import { colourOf } from "#core/report/colours.ts";
import { TimeChart } from "#dashboard/charts/time-chart.tsx";
import { bucketName, number, shortNumber } from "#dashboard/report/labels.ts";
import { Change } from "#dashboard/report/change.tsx";
import { ChartTable } from "#dashboard/screens/segmentation/chart-table.tsx";
import { type ChartDraft, inWords, lineName, type Shape } from "#dashboard/screens/segmentation/question.ts";

/** Lines drawn at first; more of them can't be told apart. */
const DRAWN = 5;

/** A chart's answer: drawn, and as the table that says the same. */
export function ChartResult({
  answer,
  draft,
  shape,
  onNumber,
}: {
  answer: SegmentationAnswer & { meta: AnswerMeta };
  draft: ChartDraft;
  shape: Shape;
  onNumber: (cell: SegmentationCell) => void;
}) {
  const isDark = useComputedColorScheme("light") === "dark";
  const { interval = "day" } = draft;
  const isOnly = new Set(answer.series.map(({ series }) => series)).size === 1;
  const lines = useMemo(
    () =>
      answer.series.map((row, place) => ({
        row,
        name: lineName(row, draft, isOnly),
        colour: colourOf(place, isDark),
        previous: answer.previous?.series.find((one) => one.series === row.series && one.breakdown === row.breakdown),
      })),
    [answer, draft, isOnly, isDark],
  );
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const isDrawn = (name: string, place: number) => place < DRAWN !== toggled.has(name);
  const drawn = lines.filter(({ name }, place) => isDrawn(name, place));
  const labels = useMemo(() => answer.labels.map((label) => bucketName(label, interval)), [answer, interval]);
  const drawnNames = drawn.map(({ name }) => name).join("\n");
  const chartLines = useMemo(
    () => [
      ...drawn.map(({ name, colour, row }) => ({ name, colour, data: row.data })),
      ...drawn.flatMap(({ name, colour, previous }) =>
        previous && shape !== "stacked"
          ? [{ name: `${name}, before`, colour, data: previous.data.slice(0, labels.length), isPrevious: true }]
          : [],
      ),
    ],
    // Lines are made anew with every answer, their names tell which of them are drawn.
    // oxlint-disable-next-line exhaustive-deps
    [lines, drawnNames, labels, shape],
  );
  const cellOf = (line: (typeof lines)[number] | undefined, bucket: string | undefined): SegmentationCell | null =>
    line === undefined
      ? null
      : {
          series: line.row.series,
          ...(bucket !== undefined && { bucket }),
          ...(line.row.breakdown !== undefined && { breakdown: line.row.breakdown }),
        };
  return (
    <>
      {shape === "number" ? (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} p="md">
          {lines.slice(0, 12).map((line) => (
            <div key={line.name} className="card" style={{ padding: 16 }}>
              <Text size="sm" c="dimmed" truncate>
                {line.name}
              </Text>
              <button
                type="button"
                className="behind"
                style={{ fontSize: 30, fontWeight: 700 }}
                onClick={() => onNumber(cellOf(line, undefined) ?? { series: "A" })}
              >
                {number(line.row.total)}
              </button>
              {line.previous && <Change now={line.row.total} before={line.previous.total} />}
            </div>
          ))}
        </SimpleGrid>
      ) : (
        shape !== "table" && (
          <div style={{ padding: "8px 16px 0 4px" }}>
            <TimeChart
              labels={labels}
              lines={chartLines}
              shape={shape}
              incomplete={answer.meta.incomplete.length}
              format={shortNumber}
              label={`${inWords(draft)}: ${drawn.length} lines over ${labels.length} ${interval}s. The table below has all numbers.`}
              onPoint={(line, bucket) => {
                const cell = cellOf(drawn[line], answer.labels[bucket]);
                if (cell !== null) onNumber(cell);
              }}
            />
          </div>
        )
      )}
      <ChartTable
        lines={lines}
        labels={labels}
        isDrawn={isDrawn}
        canToggle={shape !== "number" && shape !== "table"}
        incomplete={answer.meta.incomplete.length}
        onToggle={(name) => {
          const next = new Set(toggled);
          if (!next.delete(name)) next.add(name);
          setToggled(next);
        }}
        onNumber={(place, bucket) => {
          const cell = cellOf(lines[place], bucket === null ? undefined : answer.labels[bucket]);
          if (cell !== null) onNumber(cell);
        }}
      />
    </>
  );
}
