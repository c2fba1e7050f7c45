import { Button, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { sentenceOf } from "#core/automation-sentence.ts";
import type { Automation } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useAutomationNames } from "#dashboard/report/use-automation-names.ts";
import { ActionList } from "#dashboard/screens/automation/action-list.tsx";
import { type Draft, missingOf, withTrigger } from "#dashboard/screens/automation/draft.ts";
import { LimitFields } from "#dashboard/screens/automation/limit-fields.tsx";
import { Preview } from "#dashboard/screens/automation/preview.tsx";
import { useVariables } from "#dashboard/screens/automation/use-variables.ts";
import { WhenFields } from "#dashboard/screens/automation/when-fields.tsx";

/** The whole of an automation to be written: when, what, within which limits; beside it what somebody would get. */
export function AutomationForm({ automation, start }: { automation: Automation | null; start: Draft }) {
  const [draft, setDraft] = useState(start);
  const [, navigate] = useLocation();
  const { change, fault, isBusy } = useChange();
  const client = useQueryClient();
  const names = useAutomationNames();
  const variables = useVariables(draft.when);
  const missing = missingOf(draft);
  const save = async () => {
    const body = { ...draft, name: draft.name.trim() };
    const saved = await change<Automation>(
      automation === null
        ? [["/api/automations", { method: "POST", body }]]
        : [[`/api/automations/${automation.id}`, { method: "PATCH", body }]],
      automation === null ? `“${body.name}” is made. Switch it on when you are ready.` : `“${body.name}” is saved.`,
    );
    const id = saved?.[0]?.id;
    if (id === undefined) return;
    await client.invalidateQueries({ queryKey: ["automations"] });
    navigate(`/automations/${id}`);
  };
  return (
    <form
      className="automation-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0) void save();
      }}
    >
      <Stack gap="md">
        <Part title="When">
          <WhenFields when={draft.when} onChange={(when) => setDraft(withTrigger(draft, when))} />
        </Part>
        <Part title="Do">
          <ActionList
            when={draft.when}
            actions={draft.do}
            secretsSet={automation?.secretsSet ?? []}
            kept={automation?.do ?? []}
            variables={variables}
            onChange={(actions) => setDraft({ ...draft, do: actions })}
          />
        </Part>
        <Part title="Limits">
          <LimitFields draft={draft} onChange={setDraft} />
        </Part>
        <Part title="Save">
          <Stack gap="sm">
            <Text size="sm" data-sentence>
              {sentenceOf(draft, names)}
            </Text>
            <TextInput
              label="Name"
              required
              maxLength={200}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            />
            <Textarea
              label="Description"
              description="What should others know?"
              maxLength={5_000}
              autosize
              value={draft.description}
              onChange={(event) => setDraft({ ...draft, description: event.currentTarget.value })}
            />
            {fault !== null && (
              <Text size="sm" c="var(--worse)" role="alert">
                {fault}
              </Text>
            )}
            <Group justify="space-between">
              <Text size="sm" c="dimmed" aria-live="polite">
                {missing.length > 0 && `Still needed: ${missing.join(", ")}.`}
              </Text>
              <Button type="submit" loading={isBusy} disabled={missing.length > 0}>
                {automation === null ? "Create automation" : "Save changes"}
              </Button>
            </Group>
          </Stack>
        </Part>
      </Stack>
      <div className="automation-beside">
        <Preview draft={draft} id={automation?.id ?? null} />
      </div>
    </form>
  );
}

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <section className="card automation-part" aria-label={title}>
    <Title order={2} size="h5" mb="sm">
      {title}
    </Title>
    {children}
  </section>
);
