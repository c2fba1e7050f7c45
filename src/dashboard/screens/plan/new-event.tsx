import { Button, Group, NativeSelect, Stack, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { PlannedKind } from "#dashboard/api/tracking-plan.ts";
import { KIND_WORDS, plannedAddress } from "#dashboard/screens/plan/words.ts";

const KINDS = Object.entries(KIND_WORDS).map(([value, { one }]) => ({ value, label: one }));

/** Which event is to be planned. */
export function NewEvent() {
  const [, navigate] = useLocation();
  const [kind, setKind] = useState<PlannedKind>("track");
  const [name, setName] = useState("");
  const isNamed = kind === "track" || kind === "page" || kind === "screen";
  const isReady = kind !== "track" || name.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) navigate(plannedAddress({ kind, name: isNamed ? name.trim() : "" }));
      }}
    >
      <Title order={1} size="h2" mb="md">
        Plan an event
      </Title>
      <Stack className="card" p="md" maw={520}>
        <NativeSelect
          label="What is it?"
          data={KINDS}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as PlannedKind)}
        />
        {isNamed && (
          <TextInput
            label="Name"
            description={kind === "track" ? "As the site sends it." : "As the site sends it; empty for any."}
            maxLength={255}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={!isReady}>
            Go on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
