import { Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import type { CohortAnswer, FunnelAnswer, RetentionAnswer, SegmentationAnswer } from "#core/answer.ts";
import { EVERYBODY, partOfEverybody } from "#core/report/everybody.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import type { Report } from "#dashboard/api/workspace.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { groupName, number, percent, rate, selectorName } from "#dashboard/report/labels.ts";
import { type ChartDraft, lineName } from "#dashboard/screens/segmentation/question.ts";
import type { Selector } from "#core/question.ts";

type AnyAnswer = SegmentationAnswer | FunnelAnswer | RetentionAnswer | CohortAnswer;

/** What a report says today, in the little room of a card. */
export function CardContent({ report }: { report: Report }) {
  const { answer, error } = useAnswer<AnyAnswer>(report.question);
  if (error !== null) {
    return (
      <Text size="sm" mt="sm" role="alert">
        {error.message}
      </Text>
    );
  }
  if (answer === null) return <Skeleton h={120} mt="sm" />;
  if ("series" in answer)
    return (
      <Lines
        answer={answer}
        draft={report.question as unknown as ChartDraft}
        incomplete={answer.meta.incomplete.length}
      />
    );
  if ("cohorts" in answer) return <Returning answer={answer} />;
  if ("base" in answer) return <People count={answer.count} />;
  return <Steps answer={answer} steps={stepsOf(report.question)} />;
}

const stepsOf = (question: Record<string, unknown>): Selector[] =>
  Array.isArray(question["steps"]) ? (question["steps"] as Selector[]) : [];

function Lines({ answer, draft, incomplete }: { answer: SegmentationAnswer; draft: ChartDraft; incomplete: number }) {
  const isOnly = new Set(answer.series.map(({ series }) => series)).size === 1;
  const [only] = answer.series;
  if (answer.series.length === 1 && only) {
    return (
      <Stack gap={4} mt="sm">
        <Big value={number(only.total)} what={lineName(only, draft, isOnly)} />
        <Sparkline
          data={only.data}
          incomplete={incomplete}
          label={`${lineName(only, draft, isOnly)} over time`}
          width={320}
          height={64}
        />
      </Stack>
    );
  }
  return (
    <Stack gap={6} mt="sm">
      {answer.series.slice(0, 5).map((row) => (
        <Group key={`${row.series} ${row.breakdown ?? ""}`} justify="space-between" wrap="nowrap">
          <Text size="sm" truncate>
            {lineName(row, draft, isOnly)}
          </Text>
          <Group gap="xs" wrap="nowrap">
            <div style={{ width: 72 }}>
              <Sparkline
                data={row.data}
                incomplete={incomplete}
                label={`${lineName(row, draft, isOnly)} over time`}
                width={72}
                height={20}
              />
            </div>
            <Text size="sm" fw={650} className="number" miw={56} ta="right">
              {number(row.total)}
            </Text>
          </Group>
        </Group>
      ))}
    </Stack>
  );
}

function Steps({ answer, steps }: { answer: FunnelAnswer; steps: readonly Selector[] }) {
  const shown = answer.steps ?? Object.values(answer.breakdown ?? {})[0] ?? [];
  const last = shown.at(-1);
  return (
    <Stack gap={6} mt="sm">
      {last && <Big value={percent(last.percentOfFirst)} what="convert" />}
      {shown.map((step, at) => (
        // Steps are their places.
        // oxlint-disable-next-line no-array-index-key
        <div key={at}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="xs" truncate>
              {steps[at] === undefined ? `Step ${at + 1}` : selectorName(steps[at])}
            </Text>
            <Text size="xs" className="number">
              {number(step.count)}
            </Text>
          </Group>
          <Progress
            value={step.percentOfFirst}
            size={6}
            aria-label={`Step ${at + 1}: ${percent(step.percentOfFirst)}`}
          />
        </div>
      ))}
    </Stack>
  );
}

function Returning({ answer }: { answer: RetentionAnswer }) {
  return (
    <Stack gap={6} mt="sm">
      {answer.average.slice(1, 6).map((part, at) => (
        // Periods are their places.
        // oxlint-disable-next-line no-array-index-key
        <Group key={at} justify="space-between">
          <Text size="sm">Period {at + 1}</Text>
          <Text size="sm" fw={650} className="number">
            {part === null ? "–" : rate(part)}
          </Text>
        </Group>
      ))}
      {(answer.groups ?? []).length > 0 && (
        <Text size="xs" c="dimmed">
          by {(answer.groups ?? []).slice(0, 3).map(groupName).join(", ")} …
        </Text>
      )}
    </Stack>
  );
}

/** The answer's own base leaves people out, so everybody is asked for: the share is the one on the People screen and in mails. */
function People({ count }: { count: number }) {
  const everybody = useAnswer<CohortAnswer>(EVERYBODY).answer?.base ?? null;
  return <Big value={number(count)} what={partOfEverybody(count, everybody, { number, rate }).words} />;
}

const Big = ({ value, what }: { value: string; what: string }) => (
  <Group gap={8} align="baseline">
    <Text fz={28} fw={700} className="number">
      {value}
    </Text>
    <Text size="sm" c="dimmed" truncate>
      {what}
    </Text>
  </Group>
);
