import { Text } from "@mantine/core";
import { number } from "#dashboard/report/labels.ts";

/** How a total changed since the period compared with. */
export function Change({ now, before }: { now: number; before: number }) {
  if (before === 0)
    return (
      <Text size="xs" c="dimmed">
        none before
      </Text>
    );
  const change = (100 * (now - before)) / before;
  return (
    <Text size="xs" c={change < 0 ? "var(--worse)" : "var(--better)"} span style={{ whiteSpace: "nowrap" }}>
      {change < 0 ? "−" : "+"}
      {Math.abs(change).toFixed(1)}% from {number(before)}
    </Text>
  );
}
