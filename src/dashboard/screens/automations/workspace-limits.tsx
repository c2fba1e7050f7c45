import { Button, Group, NumberInput, TagsInput, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AutomationSettings, useAutomationSettings } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { May } from "#dashboard/controls/may.tsx";

/** What holds for all automations together. */
export function WorkspaceLimits() {
  const { data } = useAutomationSettings();
  return data === undefined ? null : <Form key={JSON.stringify(data)} known={data} />;
}

function Form({ known }: { known: AutomationSettings }) {
  const [perDay, setPerDay] = useState(known.perDay);
  const [team, setTeam] = useState(known.team);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const save = async () => {
    const call = { method: "PATCH" as const, body: { perDay, team } };
    const saved = await change<AutomationSettings>([["/api/automations/settings", call]], "Saved.");
    if (saved?.[0] !== undefined) client.setQueryData(["automation-settings"], saved[0]);
  };
  return (
    <form
      className="card"
      aria-label="For all automations"
      style={{ padding: 16, marginTop: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Title order={2} size="h5" mb="sm">
        For all automations
      </Title>
      <Group align="flex-start" gap="md">
        <NumberInput
          label="Messages to one person in 24 hours"
          description="At most; what is above waits."
          min={1}
          max={100}
          w={280}
          value={perDay}
          onChange={(next) => typeof next === "number" && next >= 1 && setPerDay(next)}
        />
        <TagsInput
          label="Who is told when one is held up or stops"
          description="E-mail addresses; press Enter after each."
          style={{ flex: "1 1 300px" }}
          maxTags={20}
          acceptValueOnBlur
          value={team}
          onChange={setTeam}
        />
      </Group>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert" mt="xs">
          {fault}
        </Text>
      )}
      <Group justify="flex-end" mt="sm">
        <May permission="automate">
          <Button
            type="submit"
            variant="default"
            loading={isBusy}
            disabled={perDay === known.perDay && JSON.stringify(team) === JSON.stringify(known.team)}
          >
            Save
          </Button>
        </May>
      </Group>
    </form>
  );
}
