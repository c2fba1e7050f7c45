import { Button, Group, Popover, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

/** The range of a report, as questions write it. */
export interface RangeFields {
  range?: { last: { value: number; unit: "hour" | "day" | "week" | "month" } } | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const PRESETS = [
  { label: "Today", title: "Today", range: { last: { value: 1, unit: "day" } } },
  { label: "7D", title: "Last 7 days", range: { last: { value: 7, unit: "day" } } },
  { label: "30D", title: "Last 30 days", range: { last: { value: 30, unit: "day" } } },
  { label: "90D", title: "Last 90 days", range: { last: { value: 90, unit: "day" } } },
  { label: "12M", title: "Last 12 months", range: { last: { value: 12, unit: "month" } } },
] as const;

/** What a range is called. */
export function rangeName({ range, from, to }: RangeFields): string {
  if (range === undefined) return `${from?.slice(0, 10) ?? "?"} to ${to?.slice(0, 10) ?? "?"}`;
  const preset = PRESETS.find((one) => JSON.stringify(one.range) === JSON.stringify(range));
  const { value, unit } = range.last;
  return preset?.title ?? `Last ${value} ${unit}${value === 1 ? "" : "s"}`;
}

/** Presets that move with now, or two days. `most` leaves out presets that a report can't answer. */
export function RangePicker({ value, onChange }: { value: RangeFields; onChange: (range: RangeFields) => void }) {
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState(value.from?.slice(0, 10) ?? "");
  const [to, setTo] = useState(value.to?.slice(0, 10) ?? "");
  const preset = PRESETS.find((one) => JSON.stringify(one.range) === JSON.stringify(value.range));
  return (
    <Group gap={6} align="center">
      <SegmentedControl
        size="sm"
        aria-label="Range"
        data={PRESETS.map(({ label }) => label)}
        value={preset?.label ?? ""}
        onChange={(label) => onChange({ range: PRESETS.find((one) => one.label === label)?.range })}
      />
      <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom-end">
        <Popover.Target>
          <Button size="sm" variant={preset ? "default" : "light"} px="sm" onClick={() => setOpen(!isOpen)}>
            {preset ? "Dates" : rangeName(value)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setOpen(false);
              onChange({ from, to });
            }}
          >
            <Stack gap="xs">
              <TextInput
                type="date"
                label="From"
                value={from}
                onChange={(event) => setFrom(event.currentTarget.value)}
                required
              />
              <TextInput
                type="date"
                label="To"
                value={to}
                min={from}
                onChange={(event) => setTo(event.currentTarget.value)}
                required
              />
              <Text size="xs" c="dimmed">
                Both days are included.
              </Text>
              <Button type="submit" disabled={from === "" || to === "" || to < from}>
                Show
              </Button>
            </Stack>
          </form>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
