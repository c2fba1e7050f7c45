import { Alert, Button, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Automation } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { PersonPicker } from "#dashboard/controls/people/person-picker.tsx";
import { IconSend } from "#dashboard/icons.ts";
import { actionKind, ACTIONS, isAboutSomebody } from "#dashboard/screens/automation/draft.ts";
import { useProposedPeople } from "#dashboard/screens/automation/use-proposed-people.ts";

/** What changes nothing of a real person can be tried out. */
const TESTABLE = ["person", "team", "slack", "webhook", "digest"];

/** Really sends one message, to an address of one's own. */
export function TestSend({ automation }: { automation: Automation }) {
  const [isOpen, setOpen] = useState(false);
  const isTestable = automation.do.some((action) => TESTABLE.includes(actionKind(action)));
  if (!isTestable) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} />} onClick={() => setOpen(true)}>
        Send a test
      </Button>
      {isOpen && <Ask automation={automation} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Sent {
  sent: boolean;
  words: string;
}

function Ask({ automation, onClose }: { automation: Automation; onClose: () => void }) {
  const { id, name, when, do: actions } = automation;
  const choices = actions.flatMap((action, place) => {
    const kind = ACTIONS.find(({ value }) => value === actionKind(action));
    return kind !== undefined && TESTABLE.includes(kind.value) ? [{ value: String(place), label: kind.label }] : [];
  });
  const [place, setPlace] = useState(choices[0]?.value ?? "0");
  const [to, setTo] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Sent | null>(null);
  const { change, fault, isBusy } = useChange();
  const proposed = useProposedPeople(when);
  const action = actions[Number(place)];
  const isMail = action !== undefined && ("email" in action || "digest" in action);
  const person = isAboutSomebody(when) ? (chosen ?? proposed[0] ?? null) : null;
  const send = async () => {
    setOutcome(null);
    const body = { action: Number(place), ...(isMail && { to: to.trim() }), ...(person !== null && { person }) };
    const answers = await change<Sent>([[`/api/automations/${id}/test`, { method: "POST", body }]]);
    setOutcome(answers?.[0] ?? null);
  };
  return (
    <Confirm
      title={`Send a test of “${name}”`}
      action="Send it"
      fault={fault}
      isBusy={isBusy}
      isReady={!isMail || to.trim() !== ""}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <Text size="sm">
        It really goes out, once, marked as a test. It does not count: whoever it is about gets theirs all the same.
      </Text>
      {choices.length > 1 && (
        <Select
          label="Which"
          allowDeselect={false}
          data={choices}
          value={place}
          onChange={(next) => setPlace(next ?? place)}
        />
      )}
      {isAboutSomebody(when) && (
        <PersonPicker
          label="With what is known of"
          allowDeselect={false}
          proposed={proposed}
          value={person}
          onChange={setChosen}
        />
      )}
      {isMail && (
        <TextInput
          label="Your e-mail address"
          type="email"
          required
          data-autofocus
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      )}
      <div aria-live="polite">
        {outcome !== null && (
          <Alert variant="light" color={outcome.sent ? "green" : "red"}>
            <Text size="sm">{outcome.words}</Text>
          </Alert>
        )}
      </div>
    </Confirm>
  );
}
