import { Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Behaviour, Selector } from "#core/question.ts";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { IconFilter } from "#dashboard/icons.ts";
import { verbOf, VERBS, withSelector, withVerb } from "#dashboard/controls/people/behaviour-leaf.ts";
import { CountInput } from "#dashboard/controls/people/count-input.tsx";
import { AggregateInput } from "#dashboard/controls/people/aggregate-input.tsx";
import { selectorsOf } from "#dashboard/controls/people/rules.ts";
import { SpanInput } from "#dashboard/controls/people/span-input.tsx";
import { WindowInput } from "#dashboard/controls/people/window-input.tsx";

/** A rule about what somebody did: which event, how often, when, and which of them. */
export function EventRule({ leaf, onChange }: { leaf: Behaviour; onChange: (leaf: Behaviour) => void }) {
  const selector: Selector = selectorsOf(leaf)[0] ?? { event: "" };
  const event = "event" in selector ? selector.event : "";
  const filter = "filter" in selector ? selector.filter : undefined;
  const [isFiltering, setFiltering] = useState(filter !== undefined);
  return (
    <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
      <Group gap={6}>
        <Select
          size="sm"
          w={184}
          allowDeselect={false}
          aria-label="What they did"
          data={VERBS}
          value={verbOf(leaf)}
          onChange={(verb) => onChange(withVerb(leaf, VERBS.find(({ value }) => value === verb)?.value ?? "did"))}
        />
        {"aggregate" in leaf && <AggregateInput leaf={leaf} event={event ?? undefined} onChange={onChange} />}
        <EventPicker
          aria-label="Event"
          placeholder="Choose an event"
          size="sm"
          w={200}
          withAny
          value={event === "" ? undefined : event}
          onChange={(picked) => onChange(withSelector(leaf, { event: picked, ...(filter && { filter }) }))}
        />
        <Details leaf={leaf} onChange={onChange} />
        {!isFiltering && filter === undefined && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFilter size={14} />}
            onClick={() => setFiltering(true)}
          >
            Where …
          </Button>
        )}
      </Group>
      {(isFiltering || filter !== undefined) && (
        <Group gap="xs" align="flex-start" pl="md" style={{ borderLeft: "2px solid var(--line)" }}>
          <Text size="sm" c="dimmed" pt={7}>
            where
          </Text>
          <FilterBuilder
            label="Where"
            filter={filter}
            event={event ?? undefined}
            of={["event"]}
            onChange={(next) => onChange(withSelector(leaf, { event, ...(next && { filter: next }) }))}
          />
        </Group>
      )}
    </Stack>
  );
}

const PERIODS = (["hour", "day", "week", "month"] as const).map((value) => ({ value, label: `${value}s` }));

/** What follows the event. */
function Details({ leaf, onChange }: { leaf: Behaviour; onChange: (leaf: Behaviour) => void }) {
  if ("regularly" in leaf) {
    return (
      <Group gap={6}>
        <Words>on</Words>
        <WholeNumber
          label="Periods with it"
          value={leaf.atLeast}
          max={leaf.periods}
          onChange={(atLeast) => onChange({ ...leaf, atLeast })}
        />
        <Words>of the last</Words>
        <WholeNumber
          label="Periods"
          value={leaf.periods}
          max={1_000}
          onChange={(periods) => onChange({ ...leaf, periods, atLeast: Math.min(leaf.atLeast, periods) })}
        />
        {leaf.every.value === 1 ? (
          <Select
            size="sm"
            w={104}
            allowDeselect={false}
            aria-label="Length of a period"
            data={PERIODS}
            value={leaf.every.unit}
            onChange={(unit) =>
              onChange({
                ...leaf,
                every: { value: 1, unit: PERIODS.find(({ value }) => value === unit)?.value ?? "day" },
              })
            }
          />
        ) : (
          <>
            <Words>periods of</Words>
            <SpanInput
              label="Length of a period"
              value={leaf.every}
              onChange={(every) => onChange({ ...leaf, every })}
            />
          </>
        )}
      </Group>
    );
  }
  if ("stopped" in leaf || "restarted" in leaf) {
    return (
      <Group gap={6}>
        <Words>{"stopped" in leaf ? "in the last" : "longer ago than"}</Words>
        <SpanInput label="Before" value={leaf.within} onChange={(within) => onChange({ ...leaf, within })} />
        <Words>{"stopped" in leaf ? "but not in the last" : "then not, and again in the last"}</Words>
        <SpanInput label="Lately" value={leaf.recent} onChange={(recent) => onChange({ ...leaf, recent })} />
      </Group>
    );
  }
  if ("sequence" in leaf) {
    const [first, second] = leaf.sequence;
    return (
      <Group gap={6}>
        <WindowInput value={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
        <Words>then</Words>
        <EventPicker
          aria-label="Then"
          placeholder="Choose an event"
          size="sm"
          w={200}
          value={"event" in second && second.event !== "" ? second.event : undefined}
          onChange={(picked) => onChange({ ...leaf, sequence: [first, { ...second, event: picked }] })}
        />
        <Words>within</Words>
        <SpanInput label="At most later" value={leaf.gap} onChange={(gap) => onChange({ ...leaf, gap })} />
      </Group>
    );
  }
  return (
    <Group gap={6}>
      {"did" in leaf && (
        <CountInput
          count={leaf.count}
          zeroCounts={leaf.zeroCounts}
          onChange={(count, zeroCounts) => {
            const { count: _, zeroCounts: __, ...rest } = leaf;
            onChange({ ...rest, ...(count && { count }), ...(zeroCounts === true && { zeroCounts }) });
          }}
        />
      )}
      <WindowInput value={leaf.within} onChange={(within) => onChange(withWindow(leaf, within))} />
    </Group>
  );
}

function withWindow<Windowed extends Behaviour & { within?: unknown }>(
  leaf: Windowed,
  within: Windowed["within"],
): Windowed {
  const { within: _, ...rest } = leaf;
  return { ...rest, ...(within !== undefined && { within }) } as Windowed;
}

const Words = ({ children }: { children: string }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);

const WholeNumber = ({
  label,
  value,
  max,
  onChange,
}: {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}) => (
  <NumberInput
    size="sm"
    w={64}
    min={1}
    max={max}
    allowDecimal={false}
    aria-label={label}
    value={value}
    onChange={(next) => typeof next === "number" && next >= 1 && next <= max && onChange(next)}
  />
);
