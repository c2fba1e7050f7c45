import { Group, Text, useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import type { RetentionAnswer } from "#core/answer.ts";
import { colourOf } from "#core/report/colours.ts";
import { TimeChart } from "#dashboard/charts/time-chart.tsx";
import { groupName, percent } from "#dashboard/report/labels.ts";
import { type Period, periodName } from "#dashboard/screens/retention/question.ts";

const DRAWN = 6;

/** The average as a curve, and that of each group. Periods that nobody could have reached by now are not there. */
export function RetentionCurve({ answer, interval }: { answer: RetentionAnswer; interval: Period }) {
  const isDark = useComputedColorScheme("light") === "dark";
  const lines = useMemo(() => {
    const { average, averages = {}, groups = [] } = answer;
    const length = known(average).length;
    const rates = (values: readonly (number | null)[]) =>
      values.slice(0, length).map((value) => Math.round((value ?? 0) * 10_000) / 100);
    return [
      { name: groups.length === 0 ? "Average" : "Everybody", colour: colourOf(0, isDark), data: rates(average) },
      ...groups.slice(0, DRAWN - 1).map((group, place) => ({
        name: groupName(group),
        colour: colourOf(place + 1, isDark),
        data: rates(averages[group] ?? []),
      })),
    ];
  }, [answer, isDark]);
  const labels = useMemo(() => (lines[0]?.data ?? []).map((_, at) => periodName(interval, at)), [lines, interval]);
  if (labels.length < 2) return null;
  return (
    <>
      {lines.length > 1 && (
        <Group px="md" pt="xs" gap="md">
          {lines.map(({ name, colour }) => (
            <Text key={name} size="sm">
              <span className="retention-dot" style={{ background: colour }} /> {name}
            </Text>
          ))}
        </Group>
      )}
      <div style={{ padding: "4px 16px 0 4px" }}>
        <TimeChart
          labels={labels}
          lines={lines}
          shape="line"
          incomplete={0}
          height={220}
          format={percent}
          label={`The part that comes back over ${labels.length - 1} ${interval}s. The table below has all numbers.`}
        />
      </div>
    </>
  );
}

/** Averages up to the last one there is. */
const known = (average: readonly (number | null)[]) =>
  average.slice(0, average.findLastIndex((value) => value !== null) + 1);
