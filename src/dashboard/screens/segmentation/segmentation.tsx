import { Group, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { useMemo } from "react";
import type { SegmentationAnswer } from "#core/answer.ts";
import type { SegmentationCell } from "#core/question/segmentation.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { AnswerFrame } from "#dashboard/report/answer-frame.tsx";
import { PeopleDrawer } from "#dashboard/report/people-drawer.tsx";
import { ReportHeader } from "#dashboard/report/report-header.tsx";
import { objectIn } from "#dashboard/report/report-url.ts";
import { useReport } from "#dashboard/report/use-report.ts";
import { ChartBuilder } from "#dashboard/screens/segmentation/chart-builder.tsx";
import { ChartResult } from "#dashboard/screens/segmentation/chart-result.tsx";
import { NoEvents } from "#dashboard/shell/no-events.tsx";
import {
  askable,
  type ChartQuestion,
  complete,
  inWords,
  SHAPE_NAMES,
  SHAPES,
} from "#dashboard/screens/segmentation/question.ts";

/** How much of something happens over time. */
export default function Segmentation() {
  const { draft, ask, shown, show } = useReport<ChartQuestion>("segmentation", complete);
  const question = useMemo(() => askable(draft), [draft]);
  const asking = useAnswer<SegmentationAnswer>(question);
  const shape = SHAPES.find((one) => one === shown.get("chart")) ?? "line";
  const cell = shown.get("people");
  const listed = question === null ? null : (objectIn(cell) as SegmentationCell | null);
  return (
    <>
      <ReportHeader title="Segmentation" says={inWords(draft)} question={question} />
      <Stack gap="md">
        <ChartBuilder draft={draft} onChange={ask} />
        <section className="card" aria-label="Chart">
          <Group px="md" pt="sm" justify="space-between">
            <SegmentedControl
              size="xs"
              aria-label="Shown as"
              data={SHAPES.map((value) => ({ value, label: SHAPE_NAMES[value] }))}
              value={shape}
              onChange={(next) => show({ chart: next === "line" ? null : next })}
            />
          </Group>
          <AnswerFrame asking={asking} skeleton={<ChartSkeleton />}>
            {(answer) =>
              answer.series.every(({ total }) => total === 0) ? (
                <NoEvents />
              ) : (
                <ChartResult
                  answer={answer}
                  draft={draft}
                  shape={shape}
                  onNumber={(one) => show({ people: JSON.stringify(one) })}
                />
              )
            }
          </AnswerFrame>
        </section>
      </Stack>
      <PeopleDrawer
        key={cell}
        question={listed && question ? { ...question, people: [listed] } : null}
        title={listed === null ? "" : `People behind ${listed.bucket ?? "the whole range"}`}
        onClose={() => show({ people: null })}
      />
    </>
  );
}

const ChartSkeleton = () => (
  <Stack p="md" gap="sm">
    <Skeleton height={300} />
    {Array.from({ length: 5 }, (_, at) => (
      <Skeleton key={at} height={22} />
    ))}
  </Stack>
);
