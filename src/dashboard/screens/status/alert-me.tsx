import { Anchor, Button, Group, Stack, TagsInput, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { DEFAULT_LIMITS } from "#core/report/operation-limits.ts";
import { type Automation, useAutomations, useAutomationSettings } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { May } from "#dashboard/controls/may.tsx";
import { IconBell } from "#dashboard/icons.ts";

const watches = ({ when, enabled, stopped }: Automation): boolean => "operation" in when && enabled && stopped === null;

/** The automation that tells the team; one click makes it and switches it on. */
export function AlertMe() {
  const automations = useAutomations().data?.automations;
  const team = useAutomationSettings().data?.team;
  if (automations === undefined || team === undefined) return null;
  const watching = automations.find(watches);
  return (
    <section className="card" style={{ padding: 16 }} aria-label="Who is told">
      <Text size="sm" c="dimmed" mb={6}>
        Who is told
      </Text>
      {watching === undefined ? (
        <May permission="automate" otherwise={<Text size="sm">Nobody yet.</Text>}>
          <SwitchOn team={team} />
        </May>
      ) : (
        <Text size="sm">
          When something is not well, each thing once:{" "}
          <Anchor component={Link} href={`/automations/${watching.id}`} inherit underline="always">
            {watching.name}
          </Anchor>
          .
        </Text>
      )}
    </section>
  );
}

function SwitchOn({ team }: { team: string[] }) {
  const [to, setTo] = useState(team);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const make = async () => {
    const body = {
      name: "Headwater needs somebody",
      when: { operation: DEFAULT_LIMITS },
      do: [{ email: "team", to, subject: "Headwater: look at this", body: "{{ operation.text }}" }],
    };
    const made = await change<{ id: number }>([["/api/automations", { method: "POST", body }]]);
    const id = made?.[0]?.id;
    if (id === undefined) return;
    const enable = { method: "POST" as const, body: {} };
    await change([[`/api/automations/${id}/enable`, enable]], "Your team is told from now on.");
    await client.invalidateQueries({ queryKey: ["automations"] });
  };
  return (
    <Stack gap="xs">
      <Text size="sm">Nobody yet. A mail when something is not well, each thing once until it is well again.</Text>
      <TagsInput label="To" placeholder={to.length === 0 ? "team@example.com" : ""} value={to} onChange={setTo} />
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      <Group>
        <Button
          leftSection={<IconBell size={16} />}
          disabled={to.length === 0}
          loading={isBusy}
          onClick={() => void make()}
        >
          Tell them
        </Button>
      </Group>
    </Stack>
  );
}
