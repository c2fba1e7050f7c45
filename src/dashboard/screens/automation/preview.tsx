import { Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { useAudience } from "#dashboard/api/audiences.ts";
import { usePreview } from "#dashboard/api/automation-preview.ts";
import { knownFirst } from "#dashboard/controls/people/people-question.ts";
import { PersonPicker } from "#dashboard/controls/people/person-picker.tsx";
import { actionKind, ACTIONS, type Draft, isAboutSomebody, missingOf } from "#dashboard/screens/automation/draft.ts";
import { PreviewedMessage } from "#dashboard/screens/automation/previewed-message.tsx";

const PAUSE_MS = 500;

/** What somebody would get, as it is written; somebody who matches, or anybody else. */
export function Preview({ draft }: { draft: Draft }) {
  const proposed = useProposed(draft);
  const [chosen, setChosen] = useState<string | null>(null);
  const needsPerson = isAboutSomebody(draft.when);
  const person = needsPerson ? (chosen ?? proposed[0] ?? null) : null;
  const text = JSON.stringify(draft);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  // A name is only needed to save it.
  const definition = useMemo(() => {
    const whole = JSON.parse(settled) as Draft;
    const named = { ...whole, name: whole.name.trim() || "Preview" };
    return missingOf(named).length > 0 || (needsPerson && person === null) ? null : named;
  }, [settled, needsPerson, person]);
  const { data, error, isPlaceholderData } = usePreview(definition, person);
  return (
    <section className="card" aria-label="Preview" style={{ padding: 16 }}>
      <Title order={2} size="h5" mb="xs">
        {needsPerson ? "What somebody would get" : "What would be sent"}
      </Title>
      {needsPerson && (
        <PersonPicker
          label="Seen as"
          mb="sm"
          proposed={proposed}
          value={person}
          onChange={setChosen}
          allowDeselect={false}
        />
      )}
      {definition === null && (
        <Text size="sm" c="dimmed">
          {needsPerson && person === null
            ? "Choose a person to see what they would get."
            : "It appears here once nothing lacks: with the person's own name and numbers in it."}
        </Text>
      )}
      {definition !== null && error !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {error.message}
        </Text>
      )}
      {definition !== null && data !== undefined && (
        <Stack gap="md" style={{ opacity: isPlaceholderData ? 0.55 : 1 }} aria-busy={isPlaceholderData}>
          {data.actions.map((message, at) => {
            const action = definition.do[at];
            const label = ACTIONS.find(({ value }) => action !== undefined && value === actionKind(action))?.label;
            return (
              // Actions have no names of their own.
              // oxlint-disable-next-line no-array-index-key
              <section key={at} aria-label={label}>
                {data.actions.length > 1 && (
                  <Text size="sm" fw={600} mb={4}>
                    {label}
                  </Text>
                )}
                <PreviewedMessage message={message} />
              </section>
            );
          })}
        </Stack>
      )}
    </section>
  );
}

/** People it could be about: who is in the audience, who did the event; else anybody. */
function useProposed({ when }: Draft): string[] {
  const audience = useAudience("audience" in when && when.audience > 0 ? when.audience : null).data;
  const event = "event" in when && "event" in when.event && when.event.event !== "" ? when.event : null;
  const where = audience?.where ?? (event === null ? { and: [] } : { did: event });
  const { answer } = useAnswer<CohortAnswer>(isAboutSomebody(when) ? { kind: "cohort", where } : null);
  return knownFirst(answer?.people ?? []);
}
