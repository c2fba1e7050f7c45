import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";
import { useAutomationHealth } from "#dashboard/api/automations.ts";
import { number } from "#dashboard/report/labels.ts";

/** What came of an automation in the last 24 hours. */
export function AutomationCounts({ id }: { id: number }) {
  const { data } = useAutomationHealth(id);
  if (data === undefined) return null;
  const { sent, waiting, sending, failed, unknown, not_set_up: notSetUp } = data.counts;
  const held = waiting + sending;
  const wrong = failed + unknown + notSetUp;
  return (
    <Text size="sm" c="dimmed" className="number" mt={4}>
      In the last 24 hours: <span data-counted="sent">{number(sent)}</span> sent
      {held > 0 && (
        <>
          {" · "}
          <span data-counted="held">{number(held)}</span> waiting
        </>
      )}
      {wrong > 0 && (
        <>
          {" · "}
          <Anchor component={Link} href={`/automations/${id}`} inherit c="var(--worse)" underline="always">
            <span data-counted="failed">{number(wrong)}</span> failed
          </Anchor>
        </>
      )}
    </Text>
  );
}
