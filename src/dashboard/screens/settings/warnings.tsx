import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { call } from "#dashboard/api/client.ts";
import { useSources } from "#dashboard/api/workspace.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { byKind, type Warning, type WarningKinds } from "#dashboard/screens/settings/warning-kinds.ts";

/** What an owner should look at: what it means, what to do, and where it was seen. */
export function Warnings() {
  const warnings = useQuery({
    queryKey: ["warnings"],
    queryFn: ({ signal }) => call<{ warnings: Warning[]; kinds: WarningKinds }>("/api/warnings?limit=500", { signal }),
  });
  const groups = warnings.data ? byKind(warnings.data.warnings, warnings.data.kinds) : [];
  return (
    <Section
      title="Warnings"
      says="What looks wrong in the events that come, and how to put it right. Nothing was lost."
    >
      {warnings.error !== null && <Trouble error={warnings.error} again={() => void warnings.refetch()} />}
      {warnings.isPending && <Waiting height={160} />}
      {warnings.data && groups.length === 0 && (
        <Text size="sm" fw={600} c="var(--better)">
          Nothing to look at. All ids make sense.
        </Text>
      )}
      <Stack gap="lg">
        {groups.map(({ kind, title, meaning, advice, found }) => (
          <section key={kind} aria-label={title}>
            <Group gap="xs">
              <Title order={3} size="h5">
                {title}
              </Title>
              <Badge bg="var(--soft)" c="dimmed">
                {number(found.length)}
              </Badge>
            </Group>
            <Text size="sm" mt={4}>
              {meaning}
            </Text>
            <Text size="sm" mt={4}>
              <strong>What to do:</strong> {advice}
            </Text>
            <Stack component="ul" gap={2} m={0} mt="xs" p={0} style={{ listStyle: "none" }}>
              {found.slice(0, SHOWN).map((warning) => (
                <Found key={`${warning.subject} ${warning.source}`} warning={warning} />
              ))}
            </Stack>
            {found.length > SHOWN && (
              <Text size="sm" c="dimmed">
                and {number(found.length - SHOWN)} more
              </Text>
            )}
          </section>
        ))}
      </Stack>
    </Section>
  );
}
const SHOWN = 8;

function Found({ warning: { subject, source, count, lastAt, messageId } }: { warning: Warning }) {
  const times = useTimes();
  const sources = useSources().data?.sources ?? [];
  const from = sources.find(({ id }) => id === source)?.name;
  return (
    <Group component="li" gap={8} py={4} style={{ borderTop: "1px solid var(--line)" }}>
      <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
        {subject === "" ? "Events without an id" : subject}
      </Text>
      <Text size="sm" c="dimmed">
        {number(count)} {count === 1 ? "time" : "times"}
        {from !== undefined && ` from ${from}`}
        {lastAt !== null && `, last ${times.full(lastAt)}`}
      </Text>
      {messageId !== null && (
        <Anchor component={Link} href={`/debugger?id=${encodeURIComponent(messageId)}`} size="sm">
          See an event
        </Anchor>
      )}
    </Group>
  );
}
