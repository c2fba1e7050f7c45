import { Alert, Anchor, Button, Group, Stack, Switch, TagsInput, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Connection, Destination } from "#dashboard/api/destinations.ts";
import { IconTrash } from "#dashboard/icons.ts";
import { TIERS } from "#dashboard/screens/destinations/find-destinations.ts";
import { SettingsFields } from "#dashboard/screens/destinations/settings-fields.tsx";
import { missingOf, settingsOf, valuesOf } from "#dashboard/screens/destinations/settings-values.ts";
import { SourcesChoice } from "#dashboard/screens/destinations/sources-choice.tsx";
import { useConnectionChange } from "#dashboard/screens/destinations/use-connection-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Everything about a connection that can be changed, and how to be rid of it. */
export function ConnectionSettings({
  connection,
  destination,
}: {
  connection: Connection;
  destination: Destination | null;
}) {
  const fields = destination?.settings ?? [];
  const [edited, setEdited] = useState(() => editable(connection, destination));
  // A saved secret is a set one: its field begins anew.
  const [saves, setSaves] = useState(0);
  const { save, fault, isBusy } = useConnectionChange(connection.id);
  const { name, values, sources, consent, bots } = edited;
  const missing = missingOf(fields, values, connection.secretsSet);
  const submit = async () => {
    const settings = destination === null ? {} : { settings: settingsOf(fields, values) };
    const saved = await save({ name: name.trim(), sources, bots, consentCategories: consent, ...settings }, "Saved.");
    if (saved === null) return;
    setEdited(editable(saved, destination));
    setSaves(saves + 1);
  };
  return (
    <Stack gap="md" maw={720}>
      <section className="card" aria-label="Settings" style={{ padding: 16 }}>
        <Title order={2} size="h5" mb="sm">
          Settings
        </Title>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (missing.length === 0) void submit();
          }}
        >
          <Stack gap="md">
            {destination === null && (
              <Alert color="yellow" variant="light" title="This destination is not offered any more">
                Nothing can be sent there. You can only switch it off or delete it.
              </Alert>
            )}
            <TextInput
              label="Name"
              required
              maxLength={200}
              value={name}
              onChange={(event) => setEdited({ ...edited, name: event.currentTarget.value })}
            />
            <SettingsFields
              key={saves}
              fields={fields}
              values={values}
              secretsSet={connection.secretsSet}
              onChange={(next) => setEdited({ ...edited, values: next })}
            />
            <SourcesChoice sources={sources} onChange={(next) => setEdited({ ...edited, sources: next })} />
            <TagsInput
              label="Only with consent to"
              description="Categories as your consent banner names them. An event goes only where all of them were granted; events that say nothing of consent go, too."
              placeholder={consent.length === 0 ? "No category: consent is not asked for" : ""}
              value={consent}
              acceptValueOnBlur
              onChange={(next) => setEdited({ ...edited, consent: next })}
            />
            <Switch
              label="Also send what bots do"
              checked={bots}
              onChange={(event) => setEdited({ ...edited, bots: event.currentTarget.checked })}
            />
            {fault !== null && (
              <Text size="sm" c="var(--worse)" role="alert">
                {fault}
              </Text>
            )}
            <Group justify="space-between" gap="xs">
              <Text size="xs" c="dimmed">
                {destination !== null && TIERS[destination.tier]}{" "}
                {destination !== null && /^https?:/.test(destination.documentation) && (
                  <Anchor
                    href={destination.documentation}
                    target="_blank"
                    rel="noopener noreferrer"
                    inherit
                    underline="always"
                  >
                    Its documentation
                  </Anchor>
                )}
              </Text>
              <May permission="connect">
                <Button type="submit" loading={isBusy} disabled={missing.length > 0 || name.trim() === ""}>
                  Save
                </Button>
              </May>
            </Group>
          </Stack>
        </form>
      </section>
      <May permission="connect">
        <Deletion connection={connection} />
      </May>
    </Stack>
  );
}

const editable = (
  { name, settings, sources, consentCategories, bots }: Connection,
  destination: Destination | null,
) => ({
  name,
  values: valuesOf(destination?.settings ?? [], settings),
  sources,
  consent: consentCategories,
  bots,
});

function Deletion({ connection: { id, name } }: { connection: Connection }) {
  const [isAsking, setAsking] = useState(false);
  const { change, fault, isBusy } = useChange();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const remove = async () => {
    // What is being asked about it now would only learn that it is gone.
    await client.cancelQueries({ queryKey: ["connections", id] });
    const done = await change([[`/api/connections/${id}`, { method: "DELETE" }]], `${name} is deleted.`);
    if (done === null) return;
    // A list that still has it would ask how it does.
    client.setQueryData<{ connections: Connection[] }>(
      ["connections"],
      (list) => list && { connections: list.connections.filter((one) => one.id !== id) },
    );
    navigate("/destinations");
    await client.invalidateQueries({ queryKey: ["connections"], exact: true });
  };
  return (
    <section className="card" aria-label="Delete" style={{ padding: 16 }}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">Delete this connection with its keys, its numbers and its refused events.</Text>
        <Button
          variant="default"
          c="var(--worse)"
          leftSection={<IconTrash size={16} />}
          onClick={() => setAsking(true)}
        >
          Delete this connection
        </Button>
      </Group>
      {isAsking && (
        <Confirm
          title={`Delete ${name}?`}
          action="Delete it"
          isGrave
          fault={fault}
          isBusy={isBusy}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">
            Nothing more is sent there, and what waits is dropped. Your events stay here; what the other tool already
            got stays there.
          </Text>
        </Confirm>
      )}
    </section>
  );
}
