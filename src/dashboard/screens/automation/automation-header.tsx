import { ActionIcon, Button, Group, Menu, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { Automation } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { AutomationSwitch } from "#dashboard/controls/automation-switch.tsx";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { IconDotsVertical, IconPencil, IconTrash } from "#dashboard/icons.ts";
import { AutomationCounts } from "#dashboard/report/automation-counts.tsx";
import { TestSend } from "#dashboard/screens/automation/test-send.tsx";

/** What it does in a sentence, is it on, and what can be done with it. */
export function AutomationHeader({ automation }: { automation: Automation }) {
  const { id, name, description, enabled, stopped } = automation;
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <div style={{ flex: "1 1 320px", minWidth: 0 }}>
        <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
          {name}
        </Title>
        <Text style={{ overflowWrap: "anywhere" }}>{automation.sentence}</Text>
        {description !== "" && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
            {description}
          </Text>
        )}
        <AutomationCounts id={id} />
      </div>
      <Group gap="sm">
        <AutomationSwitch automation={automation} label={enabled && stopped === null ? "On" : "Off"} />
        <TestSend automation={automation} />
        <Button
          component={Link}
          href={`/automations/${id}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} />}
        >
          Change
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More with this automation">
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="var(--worse)" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
              Delete …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {isDeleting && <Delete automation={automation} onClose={() => setDeleting(false)} />}
    </Group>
  );
}

function Delete({ automation: { id, name }, onClose }: { automation: Automation; onClose: () => void }) {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const remove = async () => {
    const done = await change([[`/api/automations/${id}`, { method: "DELETE" }]], `“${name}” is deleted.`);
    if (done === null) return;
    navigate("/automations");
    client.removeQueries({ queryKey: ["automations", id] });
    await client.invalidateQueries({ queryKey: ["automations"] });
  };
  return (
    <Confirm
      title={`Delete “${name}”?`}
      action="Delete it"
      isGrave
      fault={fault}
      isBusy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text size="sm">
        What waits to be sent is not sent any more, and its history goes with it. If you make another like it, that one
        does not know who was written to already.
      </Text>
    </Confirm>
  );
}
