import { Group, Select, Stack, Text } from "@mantine/core";
import { Histogram } from "#dashboard/charts/histogram.tsx";
import type { Distribution } from "#core/answer.ts";
import { duration, groupName, number } from "#dashboard/report/labels.ts";
import type { FunnelShown } from "#dashboard/screens/funnels/funnel-result.tsx";
import { stepName } from "#core/report/step-name.ts";
import { UNITS } from "#dashboard/screens/funnels/question.ts";

/** How long it took from the first step to the last, of those who got there; of one group at a time. */
export function ConvertView({
  answer,
  question,
  group,
  onGroup,
  onNumber,
}: FunnelShown & { group: string | null; onGroup: (group: string | null) => void }) {
  const found = answer.timeToConvert;
  if (found === undefined) return null;
  const groups = isOne(found) ? [] : Object.keys(found);
  const chosen = isOne(found) ? null : (groups.find((one) => one === group) ?? groups[0] ?? null);
  const distribution = isOne(found) ? found : chosen === null ? undefined : found[chosen];
  const [one, several] = UNITS[question.countBy ?? "uniques"];
  const count = distribution?.bins.reduce((sum, [, value]) => sum + value, 0) ?? 0;
  const cell = { step: question.steps.length, ...(chosen !== null && { breakdown: chosen }) };
  return (
    <Stack px="md" py="sm" gap="sm">
      <Group justify="space-between" align="flex-end">
        <Text size="sm">
          {count === 0 ? (
            "Nobody converted in this time."
          ) : (
            <>
              <button type="button" className="behind" style={{ fontWeight: 650 }} onClick={() => onNumber(cell)}>
                {number(count)} {count === 1 ? one : several}
              </button>{" "}
              converted from {stepName(question, 0)} to {stepName(question, question.steps.length - 1)}, on average in{" "}
              <b>{duration(Math.round(distribution?.averageSeconds ?? 0))}</b>.
            </>
          )}
        </Text>
        {groups.length > 0 && (
          <Select
            label="Group"
            size="sm"
            w={200}
            allowDeselect={false}
            data={groups.map((value) => ({ value, label: groupName(value) }))}
            value={chosen}
            onChange={onGroup}
          />
        )}
      </Group>
      {distribution !== undefined && count > 0 && <Histogram bins={distribution.bins} unit={[one, several]} />}
    </Stack>
  );
}

const isOne = (found: Distribution | Record<string, Distribution>): found is Distribution =>
  Array.isArray(found["bins"]);
