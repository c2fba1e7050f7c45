import { MultiSelect, Radio, Stack, TextInput } from "@mantine/core";
import type { Action } from "#core/automation.ts";
import { useReports } from "#dashboard/api/workspace.ts";
import { Addresses } from "#dashboard/screens/automation/addresses.tsx";

/** Which reports go out, and to whom. */
export function DigestFields({
  action,
  onChange,
}: {
  action: Extract<Action, { digest: unknown }>;
  onChange: (action: Action) => void;
}) {
  const reports = useReports().data?.reports ?? [];
  const { digest } = action;
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Which reports"
        value={digest === "board" ? "board" : "some"}
        onChange={(next) => onChange({ ...action, digest: next === "board" ? "board" : [] })}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="board" label="The whole board of Home" />
          <Radio value="some" label="These" />
        </Stack>
      </Radio.Group>
      {digest !== "board" && (
        <MultiSelect
          aria-label="Reports"
          searchable
          placeholder="Choose saved reports"
          nothingFoundMessage="No saved report of this name"
          data={reports.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={digest.map(String)}
          onChange={(ids) => onChange({ ...action, digest: ids.map(Number) })}
        />
      )}
      <Addresses to={action.to} onChange={(to) => onChange({ ...action, to })} />
      <TextInput
        label="Subject"
        required
        maxLength={300}
        value={action.subject}
        onChange={(event) => onChange({ ...action, subject: event.currentTarget.value })}
      />
    </Stack>
  );
}
