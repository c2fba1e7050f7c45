import { Select, Stack, TextInput } from "@mantine/core";
import type { Action } from "#core/automation.ts";
import { useConnections } from "#dashboard/api/destinations.ts";

/** Which destination gets an event of the person, and of what name. */
export function ConnectionFields({
  action,
  onChange,
}: {
  action: Extract<Action, { connection: number }>;
  onChange: (action: Action) => void;
}) {
  const connections = useConnections().data?.connections ?? [];
  return (
    <Stack gap="sm">
      <Select
        label="Destination"
        required
        allowDeselect={false}
        placeholder="Choose one of your connections"
        nothingFoundMessage="Nothing is connected yet"
        data={connections.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={action.connection === 0 ? null : String(action.connection)}
        onChange={(id) => onChange({ ...action, connection: Number(id) })}
      />
      <TextInput
        label="Name of the event it gets"
        required
        maxLength={255}
        value={action.event}
        onChange={(event) => onChange({ ...action, event: event.currentTarget.value })}
      />
    </Stack>
  );
}
