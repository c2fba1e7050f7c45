import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { Link } from "wouter";
import type { CohortAnswer } from "#core/answer.ts";
import type { Condition } from "#core/question.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { useTraits } from "#dashboard/api/schema.ts";
import { IconUsersGroup } from "#dashboard/icons.ts";
import { AnswerFrame } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { ReportHeader } from "#dashboard/report/report-header.tsx";
import { useReport } from "#dashboard/report/use-report.ts";
import { columnsIn, firstColumns } from "#dashboard/screens/people/columns.ts";
import { ColumnsMenu } from "#dashboard/screens/people/columns-menu.tsx";
import { FindPerson } from "#dashboard/screens/people/find-person.tsx";
import { Nobody } from "#dashboard/screens/people/nobody.tsx";
import { PeopleBuilder } from "#dashboard/controls/people/people-builder.tsx";
import { PeopleCount } from "#dashboard/controls/people/people-count.tsx";
import {
  complete,
  inWords,
  knownFirst,
  type PeopleQuestion,
  SEEN_LATELY,
} from "#dashboard/controls/people/people-question.ts";
import { PeopleTable } from "#dashboard/screens/people/people-table.tsx";

/** Which people are like this now: a question built of rules, how many that are, and who. */
export default function People() {
  const { draft, shown, show } = useReport<PeopleQuestion>("cohort", complete);
  const { where = SEEN_LATELY } = draft;
  const question = useMemo(() => ({ ...draft, where }), [draft, where]);
  const asking = useAnswer<CohortAnswer & { notes?: string[] }>(question);
  const traits = useTraits().data?.traits;
  const columns = columnsIn(shown.get("columns")) ?? firstColumns(traits ?? []);
  // Others are found, so the list begins anew.
  const setWhere = useCallback(
    (next: Condition) => show({ q: JSON.stringify({ ...draft, where: next }), page: null }),
    [show, draft],
  );
  return (
    <>
      <ReportHeader title="People" says={inWords(draft)} question={question} />
      <Stack gap="md">
        <PeopleBuilder where={where} onChange={setWhere} />
        <section className="card" aria-label="People found">
          <Group px="md" pt="md" pb="sm" justify="space-between" gap="md">
            {asking.answer !== null ? (
              <PeopleCount count={asking.answer.count} isOld={asking.isOld} />
            ) : asking.error === null ? (
              <Skeleton height={42} w={220} />
            ) : (
              <div />
            )}
            <Group gap="xs">
              <FindPerson />
              <Button
                component={Link}
                href={`/audiences/new?q=${encodeURIComponent(JSON.stringify({ kind: "cohort", where }))}`}
                size="compact-md"
                fz="sm"
                variant="default"
                leftSection={<IconUsersGroup size={16} />}
              >
                Make an audience
              </Button>
              <ColumnsMenu
                columns={columns}
                onChange={(next) => show({ columns: next === null ? null : JSON.stringify(next) })}
              />
            </Group>
          </Group>
          <AnswerFrame asking={asking} skeleton={<TableSkeleton />}>
            {(answer) =>
              answer.count === 0 ? (
                <Nobody onChange={setWhere} />
              ) : (
                <Found answer={answer} columns={columns} page={shown.get("page")} onPage={(page) => show({ page })} />
              )
            }
          </AnswerFrame>
        </section>
      </Stack>
    </>
  );
}

function Found({
  answer,
  columns,
  page,
  onPage,
}: {
  answer: CohortAnswer;
  columns: readonly string[];
  page: string | null;
  onPage: (page: string | null) => void;
}) {
  const people = useMemo(() => knownFirst(answer.people), [answer]);
  const at = Number(page ?? 1);
  return (
    <>
      <PeopleTable
        people={people}
        columns={columns}
        page={Number.isInteger(at) && at > 0 ? at : 1}
        onPage={(next) => onPage(next === 1 ? null : String(next))}
      />
      {answer.count > people.length && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          The first {number(people.length)} of them are listed.
        </Text>
      )}
    </>
  );
}

const TableSkeleton = () => (
  <Stack p="md" gap="sm">
    {Array.from({ length: 10 }, (_, at) => (
      <Skeleton key={at} height={34} />
    ))}
  </Stack>
);
