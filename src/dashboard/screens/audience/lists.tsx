import { Button, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Audience } from "#dashboard/api/audiences.ts";
import { useLists } from "#dashboard/api/lists.ts";
import { IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { List } from "#dashboard/screens/audience/list.tsx";
import { NewList } from "#dashboard/screens/audience/new-list.tsx";
import { May } from "#dashboard/controls/may.tsx";

/** The lists elsewhere that are kept in step with this audience. */
export function Lists({ audience: { id } }: { audience: Audience }) {
  const { data, error, refetch } = useLists(id);
  const [isAdding, setAdding] = useState(false);
  return (
    <section className="card" aria-label="Lists elsewhere" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb={6}>
        Lists elsewhere
      </Title>
      {data === undefined && error !== null && <Trouble error={error} again={() => void refetch()} />}
      {data?.syncs.length === 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          None yet. Another tool could get everybody in it, and then each who enters or leaves.
        </Text>
      )}
      <Stack component="ul" gap="md" m={0} p={0} mb="sm" style={{ listStyle: "none" }}>
        {data?.syncs.map((list) => (
          <List key={list.id} list={list} />
        ))}
      </Stack>
      <May permission="connect">
        <Button variant="light" leftSection={<IconPlus size={16} />} fullWidth onClick={() => setAdding(true)}>
          Keep a list in step
        </Button>
      </May>
      {isAdding && <NewList audience={id} onClose={() => setAdding(false)} />}
    </section>
  );
}
