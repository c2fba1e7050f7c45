import { Button, Code, Drawer, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Connection, Destination, EventFilter, Subscription } from "#dashboard/api/destinations.ts";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { rowsOf } from "#dashboard/controls/filter-tree.ts";
import { filterWords } from "#dashboard/screens/destinations/filter-words.ts";
import { MappingEditor } from "#dashboard/screens/destinations/mapping-editor.tsx";
import { mappingIn } from "#dashboard/screens/destinations/mapping-text.ts";
import { MappingPreview } from "#dashboard/screens/destinations/mapping-preview.tsx";
import { Words } from "#dashboard/screens/destinations/words.tsx";

/** One line of what is sent: which events, which action, and what is made of them. Null: none is open. */
export function SubscriptionDrawer({
  subscription,
  onClose,
  ...rest
}: {
  connection: Connection;
  destination: Destination;
  subscription: Subscription | null;
  /** Null where it could not be saved. */
  onSave: (subscription: Subscription) => Promise<Connection | null>;
  onClose: () => void;
}) {
  return (
    <Drawer
      opened={subscription !== null}
      onClose={onClose}
      position="right"
      size="xl"
      title={<Text fw={650}>{subscription?.id === undefined ? "Add a line" : "Change what is sent"}</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {subscription !== null && (
        <Form key={subscription.id ?? "new"} {...rest} subscription={subscription} onClose={onClose} />
      )}
    </Drawer>
  );
}

function Form({
  connection,
  destination,
  subscription,
  onSave,
  onClose,
}: {
  connection: Connection;
  destination: Destination;
  subscription: Subscription;
  onSave: (subscription: Subscription) => Promise<Connection | null>;
  onClose: () => void;
}) {
  const [name, setName] = useState(subscription.name);
  const [action, setAction] = useState(subscription.action);
  const [filter, setFilter] = useState<EventFilter | null>(subscription.filter);
  const [mapping, setMapping] = useState(
    subscription.mapping === null ? null : JSON.stringify(subscription.mapping, null, 2),
  );
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const chosen = destination.actions[action];
  const read = mappingIn(mapping);
  const title = name.trim() === "" ? (chosen?.title ?? action) : name.trim();
  const next: Subscription | null =
    read.fault === null ? { ...subscription, name: title, action, filter, mapping: read.mapping } : null;
  const save = async () => {
    if (next === null) return;
    setBusy(true);
    const saved = await onSave(next);
    setBusy(false);
    setFailed(saved === null);
    if (saved !== null) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md">
        <Select
          label="What becomes of them there"
          description={<Words text={chosen?.description ?? ""} />}
          allowDeselect={false}
          searchable
          data={Object.entries(destination.actions).map(([value, one]) => ({ value, label: one.title }))}
          value={action}
          onChange={(value) => setAction(value ?? action)}
        />
        <TextInput
          label="Name"
          placeholder={chosen?.title ?? action}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div role="group" aria-label="Which events">
          <Text size="sm" fw={600}>
            Which events
          </Text>
          <Text size="sm" c="dimmed" mb={6}>
            {filterWords(filter)}
          </Text>
          {filter !== null && rowsOf(filter) === null && (
            <Code block tabIndex={0} mb={6} role="region" aria-label="The condition as it is">
              {JSON.stringify(filter, null, 1)}
            </Code>
          )}
          <FilterBuilder
            of={["event"]}
            more={["$event", "$type"]}
            filter={filter ?? undefined}
            // Of rows about events alone comes nothing that this language has not.
            onChange={(made) => setFilter((made as EventFilter | undefined) ?? null)}
          />
        </div>
        <MappingEditor
          text={mapping}
          fault={read.fault}
          own={
            subscription.action === action
              ? (presetMapping(destination, subscription) ?? chosen?.mapping)
              : chosen?.mapping
          }
          onChange={setMapping}
        />
        <MappingPreview id={connection.id} subscription={next} />
        {failed && (
          <Text size="sm" c="var(--worse)" role="alert">
            It could not be saved. What is wrong stands above the list.
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy} disabled={next === null}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const presetMapping = ({ presets }: Destination, { name, action }: Subscription): unknown =>
  presets.find((preset) => preset.name === name && preset.action === action)?.mapping;
