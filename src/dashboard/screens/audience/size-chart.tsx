import { Text, Title, useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { type Audience, useSizes } from "#dashboard/api/audiences.ts";
import { colourOf } from "#core/report/colours.ts";
import { TimeChart } from "#dashboard/charts/time-chart.tsx";
import { evenSizes } from "#dashboard/report/even-sizes.ts";
import { number, shortNumber } from "#dashboard/report/labels.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";

/** How many were in it, as time went on. */
export function SizeChart({ audience: { id, name, size } }: { audience: Audience }) {
  const { data } = useSizes(id);
  const times = useTimes();
  const isDark = useComputedColorScheme("light") === "dark";
  const plan = useMemo(() => {
    const points = data?.points ?? [];
    const { step, sizes } = evenSizes(points, Date.now());
    return {
      labels: sizes.map(({ at }) => (step === "hour" ? times.minute(at) : times.short(at))),
      lines: [{ name: "People", colour: colourOf(0, isDark), data: sizes.map(({ size }) => size) }],
      entered: points.reduce((sum, { entered }) => sum + entered, 0),
      left: points.reduce((sum, { left }) => sum + left, 0),
    };
  }, [data, isDark, times]);
  return (
    <section className="card" aria-label="Size over time" style={{ padding: 16 }}>
      <Title order={2} size="h5">
        Size over time
      </Title>
      {data === undefined ? (
        <Waiting height={200} />
      ) : plan.labels.length < 2 ? (
        <Text size="sm" c="dimmed" py="md">
          The line begins within an hour.
        </Text>
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="xs">
            In this time {number(plan.entered)} entered and {number(plan.left)} left.
          </Text>
          <TimeChart
            labels={plan.labels}
            lines={plan.lines}
            shape="line"
            incomplete={0}
            height={200}
            format={shortNumber}
            label={`Size of ${name} over time, now ${number(size)}`}
          />
        </>
      )}
    </section>
  );
}
