import { Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import type { CohortAnswer } from "#core/answer.ts";
import type { Condition } from "#core/question.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { PeopleCount } from "#dashboard/controls/people/people-count.tsx";
import { knownFirst } from "#dashboard/controls/people/people-question.ts";
import { AnswerFrame } from "#dashboard/report/answer-frame.tsx";
import { SomebodyById } from "#dashboard/report/somebody.tsx";

const SHOWN = 10;

/** How many people a question finds now, and ten of them, while it is written. */
export function WhoMatches({ where }: { where: Condition }) {
  const question = useMemo(() => ({ kind: "cohort" as const, where }), [where]);
  const asking = useAnswer<CohortAnswer & { notes?: string[] }>(question);
  return (
    <section className="card" aria-label="Who matches now">
      <div style={{ padding: "16px 16px 8px" }}>
        <Title order={2} size="h5" mb={6}>
          Who matches now
        </Title>
        {asking.answer !== null ? (
          <PeopleCount count={asking.answer.count} isOld={asking.isOld} />
        ) : (
          asking.error === null && <Skeleton height={42} w={220} />
        )}
      </div>
      <AnswerFrame asking={asking} skeleton={<Skeleton height={300} m="md" />}>
        {(answer) =>
          answer.count === 0 ? (
            <Text size="sm" c="dimmed" px="md" pb="md">
              Nobody is like this right now. Whoever becomes so will be in it.
            </Text>
          ) : (
            <Stack component="ul" gap={10} m={0} px="md" pb="sm" pt={4} style={{ listStyle: "none" }}>
              {knownFirst(answer.people)
                .slice(0, SHOWN)
                .map((id) => (
                  <li key={id}>
                    <SomebodyById id={id} />
                  </li>
                ))}
            </Stack>
          )
        }
      </AnswerFrame>
    </section>
  );
}
