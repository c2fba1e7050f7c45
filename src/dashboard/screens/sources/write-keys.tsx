import { Code, Group, Stack, Text } from "@mantine/core";
import type { Source } from "#dashboard/api/workspace.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { CopyText } from "#dashboard/controls/code-block.tsx";

/** The keys of a source that are valid now: the current one, and older ones with their end. */
export function WriteKeys({ source }: { source: Source }) {
  const times = useTimes();
  const valid = source.keys.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > Date.now());
  return (
    <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: "none" }} aria-label={`Write keys of ${source.name}`}>
      {valid.map(({ key, expiresAt }) => (
        <Group key={key} component="li" gap="xs" wrap="nowrap">
          <Text size="sm" c="dimmed" style={{ flex: "none" }}>
            {expiresAt === null ? "Write key" : "Old key"}
          </Text>
          <Code fz={12.5} style={{ minWidth: 0, overflow: "hidden", textOverflow: "ellipsis" }}>
            {key}
          </Code>
          <CopyText text={key} what={`${expiresAt === null ? "write key" : "old key"} of ${source.name}`} />
          {expiresAt !== null && (
            <Text size="sm" c="dimmed">
              works until {times.full(expiresAt)}
            </Text>
          )}
        </Group>
      ))}
    </Stack>
  );
}
