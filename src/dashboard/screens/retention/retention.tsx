import "#dashboard/screens/retention/retention.css";
import { Skeleton, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import type { RetentionAnswer } from "#core/answer.ts";
import type { RetentionCell } from "#core/question/retention.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { AnswerFrame } from "#dashboard/report/answer-frame.tsx";
import { bucketName, groupName } from "#dashboard/report/labels.ts";
import { PeopleDrawer } from "#dashboard/report/people-drawer.tsx";
import { ReportHeader } from "#dashboard/report/report-header.tsx";
import { objectIn } from "#dashboard/report/report-url.ts";
import { useReport } from "#dashboard/report/use-report.ts";
import {
  askable,
  complete,
  inWords,
  type Period,
  periodName,
  type RetentionAsked,
} from "#dashboard/screens/retention/question.ts";
import { RetentionBuilder } from "#dashboard/screens/retention/retention-builder.tsx";
import { RetentionResult } from "#dashboard/screens/retention/retention-result.tsx";

/** Who comes back. */
export default function Retention() {
  const { draft, ask, shown, show } = useReport<RetentionAsked>("retention", complete);
  const question = useMemo(() => askable(draft), [draft]);
  const asking = useAnswer<RetentionAnswer>(question);
  const cell = shown.get("people");
  const listed = question === null ? null : (objectIn(cell) as RetentionCell | null);
  const bucket = listed === null || asking.isOld ? undefined : asking.answer?.cohorts[listed.cohort]?.bucket;
  return (
    <>
      <ReportHeader title="Retention" says={inWords(draft)} question={question} />
      <Stack gap="md">
        <RetentionBuilder draft={draft} onChange={ask} />
        <section className="card" aria-label="Retention">
          {question === null ? (
            <Text p="xl" ta="center" size="sm">
              Choose what people start with and what they come back for.
            </Text>
          ) : (
            <AnswerFrame asking={asking} skeleton={<GridSkeleton />}>
              {(answer) => (
                <RetentionResult
                  answer={answer}
                  question={question}
                  shown={shown}
                  show={show}
                  onCell={(one) => show({ people: JSON.stringify(one) })}
                />
              )}
            </AnswerFrame>
          )}
        </section>
      </Stack>
      <PeopleDrawer
        key={cell}
        question={listed && question ? { ...question, people: [listed] } : null}
        title={listed === null ? "" : cellTitle(listed, bucket, draft.interval ?? "week")}
        onClose={() => show({ people: null })}
      />
    </>
  );
}

function cellTitle({ period = 0, breakdown }: RetentionCell, bucket: string | undefined, interval: Period): string {
  const started = bucket === undefined ? "" : ` ${bucketName(bucket, interval)}`;
  const group = breakdown === undefined ? "" : ` · ${groupName(breakdown)}`;
  return period === 0
    ? `Started${started}${group}`
    : `Started${started}, back in ${periodName(interval, period).toLowerCase()}${group}`;
}

const GridSkeleton = () => (
  <Stack p="md" gap="sm">
    <Skeleton height={220} />
    {Array.from({ length: 8 }, (_, at) => (
      <Skeleton key={at} height={34} />
    ))}
  </Stack>
);
