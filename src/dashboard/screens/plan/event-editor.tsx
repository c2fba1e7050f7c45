import { Button, Checkbox, Group, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Enforcement, Planned } from "#dashboard/api/tracking-plan.ts";
import { planPath } from "#dashboard/api/tracking-plan.ts";
import { May } from "#dashboard/controls/may.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { number } from "#dashboard/report/labels.ts";
import type { PlannedKey } from "#dashboard/screens/plan/planned-key.ts";
import { PropertyTable } from "#dashboard/screens/plan/property-table.tsx";
import { rowsOf, withRows } from "#dashboard/screens/plan/property-rows.ts";
import { ENFORCED } from "#dashboard/screens/plan/words.ts";

/** What is planned of an event, to be changed, accepted or taken back. */
export function EventEditor({ event, planned }: { event: PlannedKey; planned: Planned | null }) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const [rows, setRows] = useState(() => rowsOf(planned?.schema ?? {}));
  const [enforcement, setEnforcement] = useState<Enforcement>(planned?.enforcement ?? "allow");
  const [description, setDescription] = useState(planned?.description ?? "");
  const [owner, setOwner] = useState(planned?.owner ?? "");
  const [isClosed, setClosed] = useState(planned?.schema.additionalProperties === false);
  const isInForce = planned?.state === "active";
  const refresh = () => client.invalidateQueries({ queryKey: ["plan"] });
  const save = async () => {
    const schema = { ...withRows(planned?.schema ?? {}, rows), additionalProperties: isClosed ? false : undefined };
    const body = { event: { ...event, enforcement, description, owner, schema } };
    const says = isInForce ? "Saved. It holds from now on." : "Accepted. It holds from now on.";
    if ((await change([["/api/tracking-plan/event", { method: "PUT", body }]], says)) !== null) await refresh();
  };
  const remove = async () => {
    const says = isInForce ? "It is not in the plan any more." : "The proposal is gone.";
    if ((await change([[planPath("event", event), { method: "DELETE" }]], says)) !== null) await refresh();
  };
  return (
    <form
      onSubmit={(submitted) => {
        submitted.preventDefault();
        void save();
      }}
    >
      <Stack gap="md">
        <Situation planned={planned} />
        <section className="card" aria-label="Properties">
          <Text component="h2" size="sm" fw={650} px="md" py="xs">
            {event.kind === "identify" || event.kind === "group" ? "Traits" : "Properties"}
          </Text>
          <PropertyTable rows={rows} within="" evidence={planned?.evidence ?? null} onChange={setRows} />
          <div style={{ borderTop: "1px solid var(--line)", padding: 16 }}>
            <Checkbox
              label="Anything else it carries is wrong, too"
              checked={isClosed}
              onChange={(changed) => setClosed(changed.currentTarget.checked)}
            />
          </div>
        </section>
        <section className="card" aria-label="What happens" style={{ padding: 16 }}>
          <Radio.Group
            label="When one comes that is not as planned"
            value={enforcement}
            onChange={(value) => setEnforcement(value)}
          >
            <Stack gap="xs" mt="xs">
              {Object.entries(ENFORCED).map(([value, { short, says }]) => (
                <Radio key={value} value={value} label={short} description={says} />
              ))}
            </Stack>
          </Radio.Group>
        </section>
        <Stack className="card" p="md" gap="sm">
          <Textarea
            label="What it means"
            autosize
            maxLength={1_000}
            value={description}
            onChange={(changed) => setDescription(changed.currentTarget.value)}
          />
          <TextInput
            label="Whom to ask"
            maw={320}
            maxLength={200}
            value={owner}
            onChange={(changed) => setOwner(changed.currentTarget.value)}
          />
        </Stack>
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
        <May permission="plan">
          <Group>
            <Button type="submit" loading={isBusy}>
              {isInForce ? "Save" : planned === null ? "Put it in the plan" : "Accept"}
            </Button>
            {planned !== null && (
              <Button variant="default" disabled={isBusy} onClick={() => void remove()}>
                {isInForce ? "Take it out of the plan" : "Throw the proposal away"}
              </Button>
            )}
          </Group>
        </May>
      </Stack>
    </form>
  );
}

function Situation({ planned }: { planned: Planned | null }) {
  if (planned?.state === "active") return null;
  return (
    <Text size="sm" className="card" p="md" role="status">
      {planned === null
        ? "The plan does not name this event yet. Say what it has to carry."
        : planned.evidence === null
          ? "This is only proposed and changes nothing. Look at it, change what you like, and accept it."
          : `This is proposed from the newest ${number(planned.evidence.looked)} of them and changes nothing yet. Look at it, change what you like, and accept it.`}
    </Text>
  );
}
