import { Group, Progress, Text } from "@mantine/core";
import type { Audience } from "#dashboard/api/audiences.ts";
import { percent } from "#dashboard/report/labels.ts";
import { StateDot } from "#dashboard/report/state-dot.tsx";

const STATES: Record<Audience["state"], { name: string; colour: string }> = {
  computing: { name: "Being computed", colour: "var(--mantine-primary-color-filled)" },
  live: { name: "Live", colour: "var(--better)" },
  frozen: { name: "Frozen", colour: "var(--mantine-color-dimmed)" },
  failed: { name: "Failed", colour: "var(--worse)" },
};

/** Is it up to date, on its way, or did something go wrong? */
export function AudienceState({ audience: { state, progress, name } }: { audience: Audience }) {
  const { name: word, colour } = STATES[state];
  if (state !== "computing") return <StateDot state={state} name={word} colour={colour} />;
  const done = Math.floor(progress * 100);
  return (
    <Group gap={8} wrap="nowrap" data-state={state}>
      <Progress.Root size={8} w={72}>
        <Progress.Section value={done} aria-label={`How far ${name} is computed`} />
      </Progress.Root>
      <Text size="sm" c="dimmed" className="number" style={{ whiteSpace: "nowrap" }}>
        {percent(done)} done
      </Text>
    </Group>
  );
}
