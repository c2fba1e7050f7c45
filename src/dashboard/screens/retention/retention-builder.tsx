import { Group, SegmentedControl, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import type { Selector } from "#core/question.ts";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { Labelled } from "#dashboard/controls/labelled.tsx";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { RangePicker } from "#dashboard/controls/range-picker.tsx";
import { selectorName } from "#dashboard/report/labels.ts";
import { byPeriod, MODES, type Period, type RetentionDraft } from "#dashboard/screens/retention/question.ts";

const PERIODS: { value: Period; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
];
const STARTS = [
  { value: "recurring", label: "Each time they start" },
  { value: "range", label: "First time in this range" },
  { value: "ever", label: "First time ever" },
] as const;

/** The controls of a retention: who starts with what, comes back for what, and how that is counted. */
export function RetentionBuilder({
  draft,
  onChange,
}: {
  draft: RetentionDraft;
  onChange: (draft: RetentionDraft) => void;
}) {
  const { interval = "week", mode = "on", startMode = "recurring", firstScope = "range", breakdown } = draft;
  const change = (changes: Partial<RetentionDraft>) => onChange({ ...draft, ...changes });
  const key = [breakdown?.key ?? []].flat()[0];
  const startEvent = draft.start && "event" in draft.start ? (draft.start.event ?? undefined) : undefined;
  return (
    <section className="card" aria-label="Question" style={{ padding: 16 }}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <EventOf label="They start with" selector={draft.start} onChange={(start) => change({ start })} />
          <EventOf label="They come back for" selector={draft.return} onChange={(back) => change({ return: back })} />
        </SimpleGrid>
        <Group gap="md" align="flex-end">
          <Select
            label="Who starts"
            size="sm"
            w={210}
            allowDeselect={false}
            data={STARTS}
            value={startMode === "first" ? firstScope : "recurring"}
            onChange={(picked) =>
              change(
                picked === "ever" || picked === "range"
                  ? { startMode: "first", firstScope: picked }
                  : { startMode: undefined, firstScope: undefined },
              )
            }
          />
          <Select
            label="Counts as back"
            size="sm"
            w={230}
            allowDeselect={false}
            data={MODES.map(({ value, label }) => ({ value, label }))}
            value={mode}
            onChange={(picked) => {
              const next = MODES.find(({ value }) => value === picked)?.value ?? "on";
              change({ mode: next === "on" ? undefined : next });
            }}
          />
          <Text size="sm" c="dimmed" maw={320} pb={6}>
            {MODES.find(({ value }) => value === mode)?.says}
          </Text>
        </Group>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Labelled label="Filters">
            <FilterBuilder filter={draft.filter} event={startEvent} onChange={(filter) => change({ filter })} />
          </Labelled>
          <Labelled label="Break down by">
            <PropertyPicker
              aria-label="Break down by"
              placeholder="Nothing"
              size="sm"
              w={200}
              event={startEvent}
              value={key === undefined ? null : { of: breakdown?.source === "person" ? "person" : "event", key }}
              onChange={(picked) =>
                change({
                  // A site's visitors are split by where they started; what they do later may be another value.
                  breakdown:
                    picked === null
                      ? undefined
                      : {
                          source: picked.of,
                          key: picked.key,
                          limit: 5,
                          ...(picked.of === "event" && { onReturn: false }),
                        },
                })
              }
            />
          </Labelled>
        </SimpleGrid>
        <Group gap="md" align="flex-end">
          <SegmentedControl
            size="sm"
            aria-label="Period"
            data={PERIODS}
            value={interval}
            onChange={(value) => onChange(byPeriod(draft, PERIODS.find((one) => one.value === value)?.value ?? "week"))}
          />
          <RangePicker value={draft} onChange={({ range, from, to }) => change({ range, from, to })} />
        </Group>
      </Stack>
    </section>
  );
}

function EventOf({
  label,
  selector,
  onChange,
}: {
  label: string;
  selector: Selector | undefined;
  onChange: (selector: Selector) => void;
}) {
  const isSeveral = selector !== undefined && "anyOf" in selector;
  const event = isSeveral || selector === undefined ? undefined : selector.event;
  const filter = isSeveral ? undefined : selector?.filter;
  return (
    <Stack gap={4}>
      <EventPicker
        label={label}
        placeholder={isSeveral ? selectorName(selector) : "Choose an event"}
        size="sm"
        maw={320}
        withAny
        value={event === "" ? undefined : event}
        onChange={(picked) => onChange({ event: picked, ...(filter && { filter }) })}
      />
      {!isSeveral && (
        <FilterBuilder
          label={`Filters of what ${label.toLowerCase()}`}
          filter={filter}
          event={event ?? undefined}
          onChange={(next) => onChange({ event: event ?? null, ...(next && { filter: next }) })}
        />
      )}
    </Stack>
  );
}
