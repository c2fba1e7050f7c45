import { Group, Text } from "@mantine/core";
import type { Health } from "#dashboard/api/destinations.ts";
import { STATES } from "#dashboard/screens/destinations/state-words.ts";

/** A state as a dot and its name; the name alone says it to those who see no colours. */
export function StateLine({ state, more }: { state: Health["state"]; more?: string }) {
  const { name, colour } = STATES[state];
  return (
    <Group gap={7} wrap="nowrap" data-state={state}>
      <span className="destination-dot" style={{ background: colour }} aria-hidden />
      <Text size="sm" fw={600} c={colour}>
        {name}
      </Text>
      {more !== undefined && (
        <Text size="sm" c="dimmed" truncate>
          {more}
        </Text>
      )}
    </Group>
  );
}
