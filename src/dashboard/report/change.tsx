import { Text } from "@mantine/core";
import { change } from "#dashboard/report/labels.ts";

/** How a total changed since the period compared with. */
export function Change({ now, before }: { now: number; before: number }) {
  if (before === 0)
    return (
      <Text size="xs" c="dimmed">
        {change(now, before)}
      </Text>
    );
  return (
    <Text size="xs" c={now < before ? "var(--worse)" : "var(--better)"} span style={{ whiteSpace: "nowrap" }}>
      {change(now, before)}
    </Text>
  );
}
