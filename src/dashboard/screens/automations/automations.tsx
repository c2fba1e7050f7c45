import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { useAutomations } from "#dashboard/api/automations.ts";
import { IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { AutomationRow } from "#dashboard/screens/automations/automation-row.tsx";
import { WorkspaceLimits } from "#dashboard/screens/automations/workspace-limits.tsx";

/** What happens by itself, each rule as a sentence. */
export default function Automations() {
  const { data, error, refetch } = useAutomations();
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2">
            Automations
          </Title>
          <Text c="dimmed" size="sm">
            What happens by itself: an e-mail, a message, a call, once somebody is like this or does that.
          </Text>
        </div>
        <Button component={Link} href="/automations/new" leftSection={<IconPlus size={16} />}>
          New automation
        </Button>
      </Group>
      {error !== null && data === undefined && <Trouble error={error} again={() => void refetch()} />}
      {error === null && data === undefined && (
        <Stack gap="xs" role="status" aria-label="Loading">
          {Array.from({ length: 4 }, (_, at) => (
            <Skeleton key={at} height={84} />
          ))}
        </Stack>
      )}
      {data?.automations.length === 0 && <None />}
      {data !== undefined && data.automations.length > 0 && (
        <ul className="card" aria-label="Automations" style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {data.automations.map((automation) => (
            <AutomationRow key={automation.id} automation={automation} />
          ))}
        </ul>
      )}
      <WorkspaceLimits />
    </>
  );
}

const None = () => (
  <Stack align="center" p="xl" gap="sm" className="card">
    <Text fw={600}>Nothing happens by itself yet</Text>
    <Text size="sm" c="dimmed" ta="center" maw={480}>
      An automation waits for somebody to enter an audience or to do something, for a number to be striking, or for the
      clock. Then it writes to them, to your team, or calls another tool. It is off until you switch it on.
    </Text>
    <Button component={Link} href="/automations/new">
      Make the first one
    </Button>
  </Stack>
);
