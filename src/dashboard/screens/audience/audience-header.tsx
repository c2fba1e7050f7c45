import { ActionIcon, Button, Group, Menu, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { Audience } from "#dashboard/api/audiences.ts";
import { automationsOf, useAutomations } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { DeleteNamed } from "#dashboard/controls/delete-named.tsx";
import { sentenceOfWhere } from "#dashboard/controls/people/people-question.ts";
import { IconDotsVertical, IconPencil, IconRefresh, IconTrash, IconUsers } from "#dashboard/icons.ts";
import { AudienceState } from "#dashboard/report/audience-state.tsx";
import { number } from "#dashboard/report/labels.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { May } from "#dashboard/controls/may.tsx";

/** What the audience is, how many are in it, and what can be done with it. */
export function AudienceHeader({ audience }: { audience: Audience }) {
  const { id, name, description, where, size, state } = audience;
  const [isDeleting, setDeleting] = useState(false);
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { change, isBusy, fault } = useChange();
  const check = async () => {
    const says = "Everybody is looked at anew. What differs is put right and shown.";
    await change([[`/api/audiences/${id}/recompute`, { method: "POST" }]], says);
    await client.invalidateQueries({ queryKey: ["audiences"] });
  };
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div style={{ flex: "1 1 320px", minWidth: 0 }}>
        <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
          {name}
        </Title>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {sentenceOfWhere(where)}.
        </Text>
        {description !== "" && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
            {description}
          </Text>
        )}
        <Group gap="md" mt={6} align="baseline" aria-live="polite">
          <Text className="number">
            <Text span fz={28} fw={700} lh={1.1} data-people={size}>
              {number(size)}
            </Text>{" "}
            <Text span size="sm" c="dimmed">
              {size === 1 ? "person" : "people"}
            </Text>
          </Text>
          <AudienceState audience={audience} />
        </Group>
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
      </div>
      <Group gap="xs">
        {state !== "frozen" && (
          <May permission="analyse">
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={isBusy}
              disabled={state === "computing"}
              onClick={() => void check()}
            >
              Check now
            </Button>
          </May>
        )}
        <May permission="analyse">
          <Button
            component={Link}
            href={`/audiences/${id}/edit`}
            variant="default"
            leftSection={<IconPencil size={16} />}
          >
            Change
          </Button>
        </May>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More with this audience">
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconUsers size={16} />}
              onClick={() => navigate(addressOf({ kind: "cohort", where }))}
            >
              Show on People
            </Menu.Item>
            <Menu.Divider />
            <May permission="analyse">
              <Menu.Item color="var(--worse)" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
                Delete …
              </Menu.Item>
            </May>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {isDeleting && <Delete audience={audience} onClose={() => setDeleting(false)} />}
    </Group>
  );
}

function Delete({ audience: { id, name }, onClose }: { audience: Audience; onClose: () => void }) {
  const users = automationsOf(id, useAutomations().data?.automations ?? []);
  return (
    <DeleteNamed of="audiences" id={id} name={name} onClose={onClose}>
      <Text size="sm">
        Who was in it, and who entered and left, is deleted with it. The people themselves and their events stay.
      </Text>
      {users.length > 0 && (
        <Text size="sm">
          These automations wait for it and will stop: {users.map((user) => `“${user.name}”`).join(", ")}.
        </Text>
      )}
    </DeleteNamed>
  );
}
