import { Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { usePreview } from "#dashboard/api/automation-preview.ts";
import { usePersonEvents } from "#dashboard/api/person.ts";
import { PersonPicker } from "#dashboard/controls/people/person-picker.tsx";
import { actionKind, ACTIONS, type Draft, isAboutSomebody, missingOf } from "#dashboard/screens/automation/draft.ts";
import { PreviewedMessage } from "#dashboard/screens/automation/previewed-message.tsx";
import { useProposedPeople } from "#dashboard/screens/automation/use-proposed-people.ts";

const PAUSE_MS = 500;

/** What somebody would get, as it is written; somebody who matches, or anybody else. */
export function Preview({ draft, id }: { draft: Draft; id: number | null }) {
  const proposed = useProposedPeople(draft.when);
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
  const event = useLastEvent(draft, person);
  const subject = useMemo(
    () => ({ ...(person !== null && { person }), ...(event !== undefined && { event }) }),
    [person, event],
  );
  const { data, error, isPlaceholderData } = usePreview(id, definition, subject);
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
          {data.actions.map(({ action: place, problem, message }) => {
            const action = definition.do[place];
            const label = ACTIONS.find(({ value }) => action !== undefined && value === actionKind(action))?.label;
            return (
              <section key={place} aria-label={label}>
                {data.actions.length > 1 && (
                  <Text size="sm" fw={600} mb={4}>
                    {label}
                  </Text>
                )}
                {problem !== null && (
                  <Text size="sm" data-problem>
                    Nothing would be sent: {problem}.
                  </Text>
                )}
                {message !== null && <PreviewedMessage message={message} />}
              </section>
            );
          })}
        </Stack>
      )}
    </section>
  );
}

/** The last event of the kind it waits for that this person did: its properties stand in the texts. */
function useLastEvent({ when }: Draft, person: string | null): string | undefined {
  const name = "event" in when && "event" in when.event ? when.event.event : null;
  const asked = person !== null && name !== null && name !== "";
  const { data } = usePersonEvents(asked ? person : null, asked ? [name] : []);
  return data?.pages[0]?.events[0]?.messageId;
}
