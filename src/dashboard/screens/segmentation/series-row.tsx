import { ActionIcon, Badge, Button, Group, Select, Stack } from "@mantine/core";
import { useState } from "react";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { PropertyPicker } from "#dashboard/controls/property-picker.tsx";
import { IconFilter, IconX } from "#dashboard/icons.ts";
import { type ChartSeries, MEASURES, needsProperty } from "#dashboard/screens/segmentation/question.ts";

/** One line of the chart: an event, what of it is counted, and filters of its own. */
export function SeriesRow({
  letter,
  series,
  onChange,
  onRemove,
}: {
  letter: string;
  series: ChartSeries;
  onChange: (series: ChartSeries) => void;
  onRemove: () => void;
}) {
  const filter = "filter" in series ? series.filter : undefined;
  const [isFiltering, setFiltering] = useState(filter !== undefined);
  const event = "event" in series ? series.event : undefined;
  const { math = "total", property } = series;
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Badge variant="filled" w={26} px={0} radius="sm">
          {letter}
        </Badge>
        <EventPicker
          aria-label={`Event ${letter}`}
          placeholder={"anyOf" in series ? "Several events" : "Choose an event"}
          size="sm"
          w={220}
          withAny
          value={event === "" ? undefined : event}
          onChange={(picked) => onChange({ ...kept(series), event: picked, ...(filter && { filter }) })}
        />
        <Select
          aria-label={`Measure ${letter}`}
          size="sm"
          w={190}
          allowDeselect={false}
          data={MEASURES}
          value={math}
          onChange={(picked) => {
            const next = MEASURES.find(({ value }) => value === picked)?.value ?? "total";
            const { property: old, ...rest } = series;
            onChange({ ...rest, math: next, ...(needsProperty(next) && old !== undefined && { property: old }) });
          }}
        />
        {needsProperty(math) && (
          <PropertyPicker
            aria-label={`Property ${letter}`}
            placeholder="of which property"
            size="sm"
            w={180}
            of={["event"]}
            event={event ?? undefined}
            numeric={math !== "distinct"}
            clearable={false}
            value={property === undefined ? null : { of: "event", key: property }}
            onChange={(picked) => picked && onChange({ ...series, property: picked.key })}
          />
        )}
        {"event" in series && !isFiltering && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFilter size={14} />}
            onClick={() => setFiltering(true)}
          >
            Filter
          </Button>
        )}
        <ActionIcon size={36} variant="subtle" color="gray" aria-label={`Remove event ${letter}`} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      {isFiltering && "event" in series && (
        <div style={{ paddingLeft: 32 }}>
          <FilterBuilder
            label={`Filters of ${letter}`}
            filter={filter}
            event={event ?? undefined}
            onChange={(next) => {
              const { filter: _, ...rest } = series;
              onChange({ ...rest, ...(next && { filter: next }) });
            }}
          />
        </div>
      )}
    </Stack>
  );
}

const kept = ({ math, property }: ChartSeries) => ({ ...(math && { math }), ...(property && { property }) });
