import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { Labelled } from "#dashboard/controls/labelled.tsx";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { RangePicker } from "#dashboard/controls/range-picker.tsx";
import { IconPlus } from "#dashboard/icons.ts";
import {
  type ChartDraft,
  type ChartSeries,
  fittingInterval,
  type Interval,
  isAllowed,
} from "#dashboard/screens/segmentation/question.ts";
import { SeriesRow } from "#dashboard/screens/segmentation/series-row.tsx";

const INTERVALS: Interval[] = ["hour", "day", "week", "month"];
const MOST_SERIES = 26;

/** The controls of a chart: what is counted, of which events and people, over which time. */
export function ChartBuilder({ draft, onChange }: { draft: ChartDraft; onChange: (draft: ChartDraft) => void }) {
  const { series, breakdown, interval = "day" } = draft;
  const change = (changes: Partial<ChartDraft>) => onChange({ ...draft, ...changes });
  const setSeries = (next: ChartSeries[]) => {
    const { top: _, math: __, ...rest } = draft;
    onChange(
      next.length === 0 ? { ...rest, series: undefined, formula: undefined, top: 12 } : { ...rest, series: next },
    );
  };
  const firstEvent = series?.[0] && "event" in series[0] ? (series[0].event ?? undefined) : undefined;
  const keys = [breakdown?.key ?? []].flat();
  return (
    <section className="card" aria-label="Question" style={{ padding: 16 }}>
      <Stack gap="md">
        <Stack gap={8}>
          {series === undefined ? (
            <Group gap="sm">
              <Text size="sm" fw={600}>
                The {draft.top ?? 12} busiest events
              </Text>
              <Button
                size="compact-sm"
                variant="light"
                leftSection={<IconPlus size={14} />}
                onClick={() => setSeries([{ event: "", math: "total" }])}
              >
                Choose events
              </Button>
            </Group>
          ) : (
            series.map((one, at) => (
              <SeriesRow
                // A series is its place: its letter stands in formulas and lists.
                // oxlint-disable-next-line no-array-index-key
                key={at}
                letter={String.fromCharCode(65 + at)}
                series={one}
                onChange={(next) => setSeries(series.map((old, place) => (place === at ? next : old)))}
                onRemove={() => setSeries(series.filter((_, place) => place !== at))}
              />
            ))
          )}
          {series !== undefined && (
            <Group gap="xs">
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconPlus size={14} />}
                disabled={series.length >= MOST_SERIES}
                onClick={() => setSeries([...series, { event: "", math: "total" }])}
              >
                Add event
              </Button>
              {series.length > 1 && <Formula value={draft.formula} onChange={(formula) => change({ formula })} />}
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setSeries([])}>
                Back to the busiest
              </Button>
            </Group>
          )}
        </Stack>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Labelled label="Filters">
            <FilterBuilder filter={draft.filter} event={firstEvent} onChange={(filter) => change({ filter })} />
          </Labelled>
          <Labelled label="Break down by">
            <Group gap={6}>
              {[...keys, ""].slice(0, 3).map((key, at) => (
                <PropertyPicker
                  // oxlint-disable-next-line no-array-index-key
                  key={at}
                  aria-label={`Break down by ${at + 1}`}
                  placeholder={at === 0 ? "Nothing" : "and by …"}
                  size="sm"
                  w={170}
                  event={firstEvent}
                  // Properties that are combined are of one kind.
                  of={at > 0 && breakdown?.source === "person" ? ["person"] : at > 0 ? ["event"] : ["event", "person"]}
                  value={key === "" ? null : { of: breakdown?.source === "person" ? "person" : "event", key }}
                  onChange={(picked) => {
                    const next = [...keys.slice(0, at), ...(picked ? [picked.key] : []), ...keys.slice(at + 1)];
                    const source = picked && at === 0 ? picked.of : (breakdown?.source ?? "event");
                    change({
                      breakdown:
                        next.length === 0
                          ? undefined
                          : { source, key: next.length === 1 ? next[0] : next, limit: breakdown?.limit ?? 10 },
                    });
                  }}
                />
              ))}
            </Group>
          </Labelled>
        </SimpleGrid>
        <Group gap="md" align="flex-end">
          <RangePicker
            value={draft}
            onChange={({ range, from, to }) => {
              const next = { range, from, to };
              change({ ...next, interval: isAllowed(interval, next) ? interval : fittingInterval(next) });
            }}
          />
          <SegmentedControl
            size="sm"
            aria-label="Interval"
            data={INTERVALS.map((value) => ({
              value,
              label: value[0]?.toUpperCase() + value.slice(1),
              disabled: !isAllowed(value, draft),
            }))}
            value={interval}
            onChange={(value) => change({ interval: INTERVALS.find((one) => one === value) ?? "day" })}
          />
          <Group gap="md">
            <Checkbox
              label="Compare with the time before"
              checked={draft.compare !== undefined}
              onChange={(event) => change({ compare: event.currentTarget.checked ? "previous" : undefined })}
            />
            <Checkbox
              label="Cumulative"
              checked={draft.cumulative === true}
              onChange={(event) => change({ cumulative: event.currentTarget.checked ? true : undefined })}
            />
            <Rolling value={draft.rolling} interval={interval} onChange={(rolling) => change({ rolling })} />
          </Group>
        </Group>
      </Stack>
    </section>
  );
}

function Formula({ value, onChange }: { value: string | undefined; onChange: (formula: string | undefined) => void }) {
  const [text, setText] = useState(value ?? "");
  const done = () => onChange(text.trim() === "" ? undefined : text.trim());
  return (
    <TextInput
      size="xs"
      w={150}
      aria-label="Formula of the letters"
      placeholder="Formula, such as A/B*100"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === "Enter" && done()}
    />
  );
}

function Rolling({
  value,
  interval,
  onChange,
}: {
  value: number | undefined;
  interval: Interval;
  onChange: (rolling: number | undefined) => void;
}) {
  const [on, setOn] = useState(value !== undefined);
  return (
    <Group gap={6}>
      <Checkbox
        label="Rolling average"
        checked={on && value !== undefined}
        onChange={(event) => {
          setOn(event.currentTarget.checked);
          onChange(event.currentTarget.checked ? 7 : undefined);
        }}
      />
      {value !== undefined && (
        <Group gap={4}>
          <NumberInput
            size="xs"
            w={64}
            min={2}
            max={366}
            aria-label="Buckets of the rolling average"
            value={value}
            onChange={(next) => typeof next === "number" && next >= 1 && onChange(next)}
          />
          <Text size="sm">{interval}s</Text>
        </Group>
      )}
    </Group>
  );
}
