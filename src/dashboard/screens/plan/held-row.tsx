import { Anchor, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Held } from "#dashboard/api/tracking-plan.ts";
import { May } from "#dashboard/controls/may.tsx";
import { Json } from "#dashboard/report/json.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { plannedAddress, plannedName, violationWords } from "#dashboard/screens/plan/words.ts";

/** One event that is kept aside: what is wrong with it, whole on demand, and what can be done. */
export function HeldRow({
  held,
  isNamed,
  isBusy,
  onLetIn,
  onDiscard,
}: {
  held: Held;
  /** Among events of other names. */
  isNamed: boolean;
  isBusy: boolean;
  onLetIn: () => void;
  onDiscard: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const times = useTimes();
  const { heldAt, violations, released, event } = held;
  return (
    <li data-held={event?.messageId} style={{ borderTop: "1px solid var(--line)", padding: "8px 0" }}>
      <Group justify="space-between" gap="xs">
        <div style={{ flex: "1 1 200px", minWidth: 0, overflowWrap: "anywhere" }}>
          {isNamed && (
            <Anchor component={Link} href={plannedAddress(held)} fw={600} c="inherit" size="sm">
              {plannedName(held)}
            </Anchor>
          )}
          <Text size="sm">{violations.map(violationWords).join("; ")}</Text>
          <Text size="xs" c="dimmed">
            {times.full(heldAt)}
          </Text>
        </div>
        {released ? (
          <Text size="sm" c="dimmed" role="status">
            On its way in
          </Text>
        ) : (
          <Group gap={4}>
            <Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? "Hide" : "Look"}
            </Button>
            <May permission="plan">
              <Button size="compact-sm" variant="default" disabled={isBusy} onClick={onLetIn}>
                Let in
              </Button>
              <Button size="compact-sm" variant="subtle" color="red" disabled={isBusy} onClick={onDiscard}>
                Throw away
              </Button>
            </May>
          </Group>
        )}
      </Group>
      {isOpen && <Json what="The event" text={JSON.stringify(event?.["original"] ?? event, null, 2)} />}
    </li>
  );
}
