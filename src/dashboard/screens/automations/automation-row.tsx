import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Automation } from "#dashboard/api/automations.ts";
import { AutomationSwitch } from "#dashboard/controls/automation-switch.tsx";
import { AutomationCounts } from "#dashboard/report/automation-counts.tsx";

/** An automation among others: what it does, is it on, and what came of it since yesterday. */
export function AutomationRow({ automation }: { automation: Automation }) {
  const { id, name, sentence, stopped } = automation;
  return (
    <li data-automation={name} style={{ borderTop: "1px solid var(--line)", padding: "14px 16px" }}>
      <Group wrap="nowrap" gap="md" align="flex-start">
        <AutomationSwitch automation={automation} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Anchor component={Link} href={`/automations/${id}`} fw={650} c="inherit">
            {name}
          </Anchor>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {sentence}
          </Text>
          {stopped !== null && (
            <Text size="sm" c="var(--worse)" style={{ overflowWrap: "anywhere" }}>
              It stopped: {stopped}
            </Text>
          )}
          <AutomationCounts id={id} />
        </div>
      </Group>
    </li>
  );
}
