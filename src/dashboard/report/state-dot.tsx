import { Group, Text } from "@mantine/core";

/** A state as a dot and its name; the name alone says it to those who see no colours. */
export const StateDot = ({ state, name, colour }: { state: string; name: string; colour: string }) => (
  <Group gap={7} wrap="nowrap" data-state={state}>
    <span style={{ flex: "none", width: 9, height: 9, borderRadius: "50%", background: colour }} aria-hidden />
    <Text size="sm" fw={600} c={colour}>
      {name}
    </Text>
  </Group>
);
