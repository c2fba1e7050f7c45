import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { Audience } from "#dashboard/api/audiences.ts";
import { automationsOf, useAutomations } from "#dashboard/api/automations.ts";
import { IconBolt } from "#dashboard/icons.ts";
import { May } from "#dashboard/controls/may.tsx";

/** The automations that wait for somebody to enter or leave. */
export function UsedIn({ audience: { id } }: { audience: Audience }) {
  const { data } = useAutomations();
  const users = automationsOf(id, data?.automations ?? []);
  return (
    <section className="card" aria-label="Used in" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb={6}>
        Used in
      </Title>
      {data !== undefined && users.length === 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          No automation waits for it yet. One could write to each person who enters, once.
        </Text>
      )}
      <Stack component="ul" gap={8} m={0} p={0} mb="sm" style={{ listStyle: "none" }}>
        {users.map((one) => (
          <li key={one.id}>
            <Anchor component={Link} href={`/automations/${one.id}`} size="sm" fw={600}>
              {one.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {one.stopped !== null ? "Stopped" : one.enabled ? "On" : "Off"}
            </Text>
          </li>
        ))}
      </Stack>
      <May permission="automate">
        <Button
          component={Link}
          href={`/automations/new?audience=${id}`}
          variant="light"
          leftSection={<IconBolt size={16} />}
          fullWidth
        >
          New automation for it
        </Button>
      </May>
    </section>
  );
}
