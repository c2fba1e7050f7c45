import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { IconFilter, IconX } from "#dashboard/icons.ts";
import { type StepEvent } from "#dashboard/screens/funnels/question.ts";

/** One event of a step, with filters of its own. */
export function StepEventRow({
  value,
  label,
  isOther,
  onChange,
  onRemove,
  actions,
}: {
  value: StepEvent;
  label: string;
  /** An alternative to the step's first event. */
  isOther: boolean;
  onChange: (value: StepEvent) => void;
  onRemove: () => void;
  actions?: React.ReactNode;
}) {
  const { event, filter } = value;
  const [isOpen, setOpen] = useState(false);
  const isFiltering = isOpen || filter !== undefined;
  return (
    <Stack gap={4}>
      <Group gap={6}>
        {isOther && (
          <Text size="sm" c="dimmed" w={20} ta="center">
            or
          </Text>
        )}
        <EventPicker
          aria-label={label}
          placeholder="Choose an event"
          size="sm"
          w={{ base: isOther ? 190 : 216, sm: 240 }}
          withAny
          value={event === "" ? undefined : event}
          onChange={(picked) => onChange({ ...value, event: picked })}
        />
        {!isFiltering && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFilter size={14} />}
            aria-label={`Filter ${label.toLowerCase()}`}
            onClick={() => setOpen(true)}
          >
            Filter
          </Button>
        )}
        {actions}
        <ActionIcon
          size={36}
          variant="subtle"
          color="gray"
          aria-label={`Remove ${label.toLowerCase()}`}
          onClick={onRemove}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
      {isFiltering && (
        <div className="funnel-step-filter">
          <FilterBuilder
            label={`Filters of ${label.toLowerCase()}`}
            filter={filter}
            event={event === "" ? undefined : (event ?? undefined)}
            onChange={(next) => {
              if (next === undefined) setOpen(false);
              onChange({ event, ...(next && { filter: next }) });
            }}
          />
        </div>
      )}
    </Stack>
  );
}
