import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { useAudiencesOf } from "#dashboard/api/audiences.ts";

/** The audiences that somebody is in now. */
export function Audiences({ id }: { id: string }) {
  const { data, error } = useAudiencesOf(id);
  return (
    <section className="card" aria-label="Audiences" style={{ padding: 16 }}>
      <Title order={2} size="h4" mb="xs">
        Audiences
      </Title>
      {error !== null && (
        <Text size="sm" role="alert">
          {error.message}
        </Text>
      )}
      {data?.audiences.length === 0 && (
        <Text size="sm" c="dimmed">
          In none right now.
        </Text>
      )}
      <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: "none" }}>
        {data?.audiences.map((audience) => (
          <li key={audience.id}>
            <Anchor component={Link} href={`/audiences/${audience.id}`} size="sm">
              {audience.name}
            </Anchor>
          </li>
        ))}
      </Stack>
    </section>
  );
}
