import "#dashboard/screens/funnels/funnels.css";
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { Link } from "wouter";
import type { FunnelAnswer } from "#core/answer.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { AnswerFrame } from "#dashboard/report/answer-frame.tsx";
import { PeopleDrawer } from "#dashboard/report/people-drawer.tsx";
import { ReportHeader } from "#dashboard/report/report-header.tsx";
import { addressOf } from "#dashboard/report/report-url.ts";
import { objectIn } from "#dashboard/report/report-url.ts";
import { useReport } from "#dashboard/report/use-report.ts";
import { cellTitle } from "#dashboard/screens/funnels/cell-title.ts";
import { droppedPeople } from "#dashboard/screens/funnels/dropped-people.ts";
import { FunnelBuilder } from "#dashboard/screens/funnels/funnel-builder.tsx";
import { FunnelResult } from "#dashboard/screens/funnels/funnel-result.tsx";
import {
  askable,
  complete,
  type FunnelAsked,
  inWords,
  isChosen,
  listQuestion,
  UNITS,
  VIEWS,
  wholeOf,
} from "#dashboard/screens/funnels/question.ts";
import { Suggestions } from "#dashboard/screens/funnels/suggestions.tsx";

/** How many get from step to step, and where the others stop. */
export default function Funnels() {
  const { draft, ask, shown, show } = useReport<FunnelAsked>("funnel", complete);
  const question = useMemo(() => askable(draft), [draft]);
  const asking = useAnswer<FunnelAnswer>(question);
  const whole = useAnswer<FunnelAnswer>(useMemo(() => wholeOf(question), [question]));
  const cell = shown.get("people");
  const listed = question === null ? null : (objectIn(cell) as FunnelCell | null);
  const dropped =
    listed?.dropped && listed.step !== undefined && listed.breakdown === undefined && question !== null
      ? droppedPeople(question, listed.step)
      : null;
  const { steps = [] } = draft;
  return (
    <>
      <ReportHeader title="Funnels" says={inWords(draft)} question={question} />
      <Stack gap="md">
        <FunnelBuilder draft={draft} onChange={ask} />
        <section className="card" aria-label="Funnel">
          {question === null ? (
            steps.filter(isChosen).length < 2 ? (
              <Suggestions
                onPick={(events) => ask({ ...draft, steps: events.map((event) => ({ event })), exclusions: undefined })}
              />
            ) : (
              <Text p="xl" ta="center" size="sm">
                Choose an event for step {steps.findIndex((step) => !isChosen(step)) + 1}, or remove that step.
              </Text>
            )
          ) : (
            <>
              <Group px="md" pt="sm">
                <SegmentedControl
                  size="xs"
                  aria-label="Shown as"
                  data={VIEWS.map(({ value, label }) => ({ value, label }))}
                  value={draft.view ?? "steps"}
                  onChange={(next) =>
                    ask({
                      ...draft,
                      view: next === "trend" || next === "timeToConvert" ? next : undefined,
                      interval: next === "trend" ? draft.interval : undefined,
                    })
                  }
                />
              </Group>
              <AnswerFrame asking={asking} skeleton={<FunnelSkeleton />}>
                {(answer) => (
                  <FunnelResult
                    answer={answer}
                    whole={question.breakdown === undefined ? answer : whole.answer}
                    question={question}
                    group={shown.get("group")}
                    onGroup={(group) => show({ group })}
                    onInterval={(interval) => ask({ ...draft, interval })}
                    onNumber={(one) => show({ people: JSON.stringify(one) })}
                  />
                )}
              </AnswerFrame>
            </>
          )}
        </section>
      </Stack>
      <PeopleDrawer
        key={cell}
        question={listed && question ? listQuestion(question, listed) : null}
        title={listed === null || question === null ? "" : cellTitle(question, listed)}
        note={dropped?.words ?? (listed !== null ? listNote(question) : undefined)}
        actions={
          dropped && (
            <Button component={Link} href={addressOf(dropped.question)} size="compact-sm" variant="light">
              Save as people query
            </Button>
          )
        }
        onClose={() => show({ people: null })}
      />
    </>
  );
}

/** Where not people are counted, their list may be shorter than the number. */
const listNote = (question: FunnelAsked | null): string | undefined =>
  question === null || (question.countBy ?? "uniques") === "uniques"
    ? undefined
    : `Several ${UNITS[question.countBy ?? "uniques"][1]} may be of one person, who is listed once.`;

const FunnelSkeleton = () => (
  <Group p="md" gap="sm" align="flex-end" wrap="nowrap">
    {[260, 170, 110].map((height) => (
      <Skeleton key={height} height={height} />
    ))}
  </Group>
);
