import { Group, Select, SimpleGrid, Stack } from "@mantine/core";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { Labelled } from "#dashboard/controls/labelled.tsx";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { RangePicker } from "#dashboard/controls/range-picker.tsx";
import { Exclusions } from "#dashboard/screens/funnels/exclusions.tsx";
import { type CountBy, eventsOf, fitted, type FunnelDraft } from "#dashboard/screens/funnels/question.ts";
import { StepList } from "#dashboard/screens/funnels/step-list.tsx";
import { WindowInput } from "#dashboard/screens/funnels/window-input.tsx";
import { fittingInterval, isAllowed } from "#dashboard/screens/segmentation/question.ts";

const ORDERS = [
  { value: "ordered", label: "In this order" },
  { value: "strict", label: "One right after the other" },
  { value: "unordered", label: "In any order" },
] as const;
const COUNTED: { value: CountBy; label: string }[] = [
  { value: "uniques", label: "People" },
  { value: "sessions", label: "Visits (sessions)" },
  { value: "totals", label: "Every try" },
];
const ATTRIBUTIONS = [
  { value: "first", label: "First value on the way" },
  { value: "last", label: "Last value on the way" },
  { value: "all", label: "Same value at all steps" },
] as const;

/** The controls of a funnel: its steps, how strict it is, and over which people and time it is counted. */
export function FunnelBuilder({ draft, onChange }: { draft: FunnelDraft; onChange: (draft: FunnelDraft) => void }) {
  const { steps = [], order = "ordered", countBy = "uniques", breakdown, window } = draft;
  const change = (changes: Partial<FunnelDraft>) => onChange(fitted({ ...draft, ...changes }));
  const firstEvent = steps[0] === undefined ? undefined : (eventsOf(steps[0])[0]?.event ?? undefined) || undefined;
  const key = [breakdown?.key ?? []].flat()[0];
  return (
    <section className="card" aria-label="Question" style={{ padding: 16 }}>
      <Stack gap="md">
        <StepList steps={steps} onChange={(next) => change({ steps: next })} />
        <Group gap="md" align="flex-end">
          <Select
            label="Order"
            size="sm"
            w={210}
            allowDeselect={false}
            data={ORDERS}
            value={order}
            onChange={(picked) => {
              const next = ORDERS.find(({ value }) => value === picked)?.value ?? "ordered";
              change({ order: next === "ordered" ? undefined : next });
            }}
          />
          <WindowInput
            key={`${window?.value} ${window?.unit}`}
            value={window ?? { value: 7, unit: "day" }}
            onChange={(next) => change({ window: next })}
          />
          <Select
            label="Count"
            size="sm"
            w={170}
            allowDeselect={false}
            data={COUNTED}
            value={countBy}
            onChange={(picked) => {
              const next = COUNTED.find(({ value }) => value === picked)?.value ?? "uniques";
              change({ countBy: next === "uniques" ? undefined : next });
            }}
          />
          <RangePicker
            value={draft}
            onChange={({ range, from, to }) => {
              const next = { range, from, to };
              const { interval } = draft;
              const kept = interval === undefined || isAllowed(interval, next) ? interval : fittingInterval(next);
              change({ ...next, interval: kept });
            }}
          />
        </Group>
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
          <Labelled label="Filters">
            <FilterBuilder filter={draft.filter} event={firstEvent} onChange={(filter) => change({ filter })} />
          </Labelled>
          <Labelled label="Break down by">
            <Group gap={6}>
              <PropertyPicker
                aria-label="Break down by"
                placeholder="Nothing"
                size="sm"
                w={180}
                event={firstEvent}
                value={key === undefined ? null : { of: breakdown?.source === "person" ? "person" : "event", key }}
                onChange={(picked) =>
                  change({
                    breakdown: picked === null ? undefined : { source: picked.of, key: picked.key, limit: 8 },
                  })
                }
              />
              {breakdown?.source === "event" && (
                <Select
                  aria-label="Which value counts"
                  size="sm"
                  w={200}
                  allowDeselect={false}
                  data={ATTRIBUTIONS}
                  value={breakdown.attribution ?? "first"}
                  onChange={(picked) => {
                    const attribution = ATTRIBUTIONS.find(({ value }) => value === picked)?.value ?? "first";
                    change({ breakdown: { ...breakdown, attribution } });
                  }}
                />
              )}
            </Group>
          </Labelled>
          <Labelled label="Must not happen on the way">
            <Exclusions draft={draft} onChange={change} />
          </Labelled>
        </SimpleGrid>
      </Stack>
    </section>
  );
}
