import { Group, SegmentedControl, Text, useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import type { FunnelPoint } from "#core/answer.ts";
import { colourOf } from "#core/report/colours.ts";
import { TimeChart } from "#dashboard/charts/time-chart.tsx";
import { bucketName, groupName, percent } from "#dashboard/report/labels.ts";
import type { FunnelShown } from "#dashboard/screens/funnels/funnel-result.tsx";
import { spanName } from "#dashboard/screens/funnels/question.ts";
import { TrendTable } from "#dashboard/screens/funnels/trend-table.tsx";
import { type Interval, isAllowed } from "#dashboard/screens/segmentation/question.ts";

const INTERVALS: Interval[] = ["hour", "day", "week", "month"];
/** Lines drawn at most; more of them can't be told apart. The table has all. */
const DRAWN = 6;

export interface TrendLine {
  /** null: everybody */
  group: string | null;
  name: string;
  colour: string;
  points: FunnelPoint[];
}

/** The part that converts, by when people entered. Who entered lately may still convert: those points are dashed. */
export function TrendView({
  answer,
  question,
  onNumber,
  onInterval,
}: FunnelShown & { onInterval: (interval: Interval) => void }) {
  const isDark = useComputedColorScheme("light") === "dark";
  const { interval = "day" } = question;
  const { trend } = answer;
  const lines = useMemo<TrendLine[]>(() => {
    if (trend === undefined) return [];
    if (Array.isArray(trend)) return [{ group: null, name: "Conversion", colour: colourOf(0, isDark), points: trend }];
    return Object.entries(trend).map(([group, points], place) => ({
      group,
      name: groupName(group),
      colour: colourOf(place, isDark),
      points,
    }));
  }, [trend, isDark]);
  const labels = useMemo(
    () => (lines[0]?.points ?? []).map(({ bucket }) => bucketName(bucket, interval)),
    [lines, interval],
  );
  const drawn = useMemo(
    () =>
      lines.slice(0, DRAWN).map(({ name, colour, points }) => ({ name, colour, data: points.map(({ rate }) => rate) })),
    [lines],
  );
  if (trend === undefined) return null;
  const growing = Math.max(
    0,
    ...lines.map(({ points }) => points.length - 1 - points.findLastIndex(({ final }) => final)),
  );
  return (
    <>
      <Group px="md" pt="sm" justify="space-between">
        <Text size="sm" c="dimmed">
          Conversion by when people entered.{" "}
          {growing > 0 && `Dashed and *: who entered then still has time (${spanName(question.window)}).`}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Interval"
          data={INTERVALS.map((value) => ({
            value,
            label: value[0]?.toUpperCase() + value.slice(1),
            disabled: !isAllowed(value, question),
          }))}
          value={interval}
          onChange={(value) => onInterval(INTERVALS.find((one) => one === value) ?? "day")}
        />
      </Group>
      <div style={{ padding: "8px 16px 0 4px" }}>
        <TimeChart
          labels={labels}
          lines={drawn}
          shape="line"
          incomplete={growing}
          format={percent}
          label={`Conversion over ${labels.length} ${interval}s. The table below has all numbers.`}
          onPoint={(line, bucket) => {
            const { group = null, points = [] } = lines[line] ?? {};
            const point = points[bucket];
            if (point) onNumber({ bucket: point.bucket, ...(group !== null && { breakdown: group }) });
          }}
        />
      </div>
      <TrendTable lines={lines} labels={labels} onNumber={onNumber} />
    </>
  );
}
