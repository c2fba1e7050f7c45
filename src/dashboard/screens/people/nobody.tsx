import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Condition } from "#core/question.ts";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { EVERYBODY } from "#core/report/everybody.ts";
import { SEEN_LATELY } from "#dashboard/controls/people/people-question.ts";

/** Nobody was found: because there is nobody at all, or because nobody is like this. */
export function Nobody({ onChange }: { onChange: (where: Condition) => void }) {
  const everybody = useAnswer<CohortAnswer>(EVERYBODY).answer?.base ?? null;
  if (everybody === null) return null;
  return (
    <Stack align="center" p="xl" gap="sm">
      {everybody > 0 ? (
        <>
          <Text fw={600}>Nobody is like this right now</Text>
          <Text size="sm" c="dimmed" ta="center" maw={460}>
            Take a condition away, ask for a longer time, or let at least one of them be enough instead of all.
          </Text>
          <Group gap="xs">
            <Button variant="light" onClick={() => onChange(SEEN_LATELY)}>
              Who was here lately
            </Button>
            <Button variant="default" onClick={() => onChange({ and: [] })}>
              Everybody
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Text fw={600}>Nobody was here yet</Text>
          <Text size="sm" c="dimmed" ta="center" maw={460}>
            People appear with their first event. They get a name once your site says who signed in:
          </Text>
          <Code block>{`analytics.identify("user-123", { name: "Ada", email: "ada@example.com" })`}</Code>
          <Button component={Link} href="/sources" variant="light">
            Open Sources
          </Button>
        </>
      )}
    </Stack>
  );
}
