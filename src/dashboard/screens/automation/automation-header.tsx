import { ActionIcon, Button, Group, Menu, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Automation } from "#dashboard/api/automations.ts";
import { AutomationSwitch } from "#dashboard/controls/automation-switch.tsx";
import { DeleteNamed } from "#dashboard/controls/delete-named.tsx";
import { IconDotsVertical, IconPencil, IconTrash } from "#dashboard/icons.ts";
import { AutomationCounts } from "#dashboard/report/automation-counts.tsx";
import { TestSend } from "#dashboard/screens/automation/test-send.tsx";
import { May } from "#dashboard/controls/may.tsx";

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
        <May permission="automate">
          <TestSend automation={automation} />
        </May>
        <May permission="automate">
          <Button
            component={Link}
            href={`/automations/${id}/edit`}
            variant="default"
            leftSection={<IconPencil size={16} />}
          >
            Change
          </Button>
        </May>
        <May permission="automate">
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
        </May>
      </Group>
      {isDeleting && (
        <DeleteNamed of="automations" id={id} name={name} onClose={() => setDeleting(false)}>
          <Text size="sm">
            What waits to be sent is not sent any more, and its history goes with it. If you make another like it, that
            one does not know who was written to already.
          </Text>
        </DeleteNamed>
      )}
    </Group>
  );
}
