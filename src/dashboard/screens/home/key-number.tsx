import { Group, Skeleton, Text } from "@mantine/core";
import { Link } from "wouter";
import type { SegmentationAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { Change } from "#dashboard/report/change.tsx";
import { number } from "#dashboard/report/labels.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import type { ChartQuestion } from "#dashboard/screens/segmentation/question.ts";

/** One number of the last 7 days, what it was before, and the way to its report. */
export function KeyNumber({ title, question }: { title: string; question: ChartQuestion }) {
  const { answer, error } = useAnswer<SegmentationAnswer>(question);
  const [row] = answer?.series ?? [];
  const [before] = answer?.previous?.series ?? [];
  return (
    <div className="card" style={{ padding: 16 }}>
      <Text component={Link} href={addressOf(question)} size="sm" c="dimmed" className="quiet-link">
        {title}
      </Text>
      <Group justify="space-between" wrap="nowrap" align="center">
        {row ? (
          <Text fz={30} fw={700} lh={1.3} className="number" data-key-number={title}>
            {number(row.total)}
          </Text>
        ) : error === null ? (
          <Skeleton h={39} w={90} />
        ) : (
          <Text size="sm" role="alert">
            {error.message}
          </Text>
        )}
        {row && (
          <Sparkline data={row.data} incomplete={answer?.meta.incomplete.length ?? 0} label={`${title} by day`} />
        )}
      </Group>
      {row && before && <Change now={row.total} before={before.total} />}
    </div>
  );
}
