import { Group, Stack, Tabs, Text } from "@mantine/core";
import { ADVICE, isIntended } from "#dashboard/screens/debugger/advice.ts";
import { Json } from "#dashboard/report/json.tsx";
import { parsed, type Verdict } from "#dashboard/screens/debugger/verdict.ts";
import { VerdictBadge } from "#dashboard/screens/debugger/verdict-list.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";

/** What was refused: why, what to do about it, and what was received. */
export function RefusedDetail({ verdict, source }: { verdict: Extract<Verdict, { kind: "refused" }>; source: string }) {
  const times = useTimes();
  const { reason, detail, sample, at } = verdict.sample;
  const value = parsed(sample);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <VerdictBadge verdict={verdict} />
        <Text size="sm">
          Received {times.full(at)} ({times.zone}) from {source}
        </Text>
      </Group>
      <Stack
        gap={6}
        p="md"
        style={{
          background: "var(--soft)",
          borderLeft: `4px solid ${isIntended(reason) ? "var(--line)" : "var(--worse)"}`,
          borderRadius: "var(--mantine-radius-sm)",
        }}
      >
        <Text fw={650}>{verdict.about}</Text>
        {detail !== "" && <Text size="sm">In particular: {detail}</Text>}
        <Text size="sm">
          <strong>What to do:</strong> {ADVICE[reason] ?? "Look at what was received, below."}
        </Text>
        <Text size="xs" c="dimmed">
          {reason}
        </Text>
      </Stack>
      {sample === "" ? (
        <Text size="sm">Of a request that is refused before it is read, nothing is kept.</Text>
      ) : (
        <Tabs defaultValue={value === undefined ? "raw" : "pretty"} keepMounted={false}>
          <Tabs.List mb="sm" aria-label="Shown as">
            {value !== undefined && <Tabs.Tab value="pretty">Received</Tabs.Tab>}
            <Tabs.Tab value="raw">As it came</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="pretty">
            <Json text={JSON.stringify(value, null, 2) ?? ""} what="what was received" />
          </Tabs.Panel>
          <Tabs.Panel value="raw">
            <Json text={sample} what="the text as it came" />
            {value === undefined && (
              <Text size="sm" c="dimmed" mt="xs">
                Long ones are cut.
              </Text>
            )}
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}
