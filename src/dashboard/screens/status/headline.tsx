import { Group, List, Text } from "@mantine/core";
import type { Status } from "#dashboard/api/status.ts";
import { IconAlertTriangle, IconCheck } from "#dashboard/icons.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/** One word on top. */
export function Headline({ status: { word, findings, at } }: { status: Status }) {
  const times = useTimes();
  const isWell = word === "well";
  const Icon = isWell ? IconCheck : IconAlertTriangle;
  return (
    <section className="card" style={{ padding: 20 }} aria-label="In one word" aria-live="polite" data-word={word}>
      <Group gap="sm" wrap="nowrap" align="center">
        <Icon size={30} color={isWell ? "var(--better)" : "var(--worse)"} aria-hidden style={{ flex: "none" }} />
        <div>
          <Text fz={24} fw={700} lh={1.3}>
            {isWell ? "All well" : "Look at this"}
          </Text>
          <Text size="sm" c="dimmed">
            {isWell ? "Nothing needs anybody." : null} As of {times.full(at)}.
          </Text>
        </div>
      </Group>
      {!isWell && (
        <List size="sm" mt="sm" spacing={4} withPadding>
          {findings.map(({ key, says }) => (
            <List.Item key={key}>{says}</List.Item>
          ))}
        </List>
      )}
    </section>
  );
}
