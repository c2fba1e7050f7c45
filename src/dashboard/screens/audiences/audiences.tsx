import "#dashboard/screens/audiences/audiences.css";
import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { useAudiences } from "#dashboard/api/audiences.ts";
import { IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { AudienceRow } from "#dashboard/screens/audiences/audience-row.tsx";

/** Saved groups of people: how many are in each, and whether that is up to date. */
export default function Audiences() {
  const { data, error, refetch } = useAudiences();
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2">
            Audiences
          </Title>
          <Text c="dimmed" size="sm">
            People who have something in common, kept up to date by themselves.
          </Text>
        </div>
        <Button component={Link} href="/audiences/new" leftSection={<IconPlus size={16} />}>
          New audience
        </Button>
      </Group>
      {error !== null && data === undefined && <Trouble error={error} again={() => void refetch()} />}
      {error === null && data === undefined && (
        <Stack gap="xs" role="status" aria-label="Loading">
          {Array.from({ length: 4 }, (_, at) => (
            <Skeleton key={at} height={72} />
          ))}
        </Stack>
      )}
      {data?.audiences.length === 0 && <None />}
      {data !== undefined && data.audiences.length > 0 && (
        <ul className="card" aria-label="Audiences" style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {data.audiences.map((audience) => (
            <AudienceRow key={audience.id} audience={audience} />
          ))}
        </ul>
      )}
    </>
  );
}

const None = () => (
  <Stack align="center" p="xl" gap="sm" className="card">
    <Text fw={600}>No audience yet</Text>
    <Text size="sm" c="dimmed" ta="center" maw={480}>
      Say whom you mean, such as women over 35 who ordered at least three times. You see who that is while you write,
      and whoever becomes so later enters within a minute. An automation can then write to each of them, once.
    </Text>
    <Button component={Link} href="/audiences/new">
      Make the first one
    </Button>
  </Stack>
);
