import { Button, Code, Group, Modal, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "#dashboard/api/client.ts";
import type { Erasure, PersonProfile } from "#dashboard/api/person.ts";
import { number } from "#dashboard/report/labels.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { displayName } from "#dashboard/report/display-name.ts";
import { useChange } from "#dashboard/api/use-change.ts";

const LOOK_AGAIN_MS = 1_000;

/** Erases somebody, once their id was typed; then says how far it is, and what was removed. */
export function Erase({ person, onClose }: { person: PersonProfile; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [started, setStarted] = useState<Erasure | null>(null);
  const { change, fault, isBusy } = useChange();
  const wanted = person.id.slice(2);
  if (started !== null) return <Erasing started={started} />;
  const begin = async () => {
    const answers = await change<Erasure>([[`/api/people/${encodeURIComponent(person.id)}`, { method: "DELETE" }]]);
    if (answers !== null) setStarted(answers[0] ?? null);
  };
  return (
    <Confirm
      title={`Erase ${displayName(person)}?`}
      action="Erase for good"
      isGrave
      fault={fault}
      isBusy={isBusy}
      isReady={typed.trim() === wanted}
      onClose={onClose}
      onConfirm={() => void begin()}
    >
      <Text size="sm">
        All {number(person.events)} events, everything that is known and all {number(person.ids.length)} ids are
        removed, and what comes of these ids later is dropped. Numbers of past reports change. This can’t be undone.
      </Text>
      <TextInput
        label={
          <>
            Type <Code style={{ overflowWrap: "anywhere" }}>{wanted}</Code> to go on
          </>
        }
        value={typed}
        data-autofocus
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  );
}

const REMOVED: [key: string, name: string][] = [
  ["events", "events"],
  ["ids", "ids"],
  ["profiles", "profiles"],
  ["links", "links between ids"],
  ["liveEvents", "events in the live view"],
  ["deadLetters", "events that could not be stored"],
  ["refusedSamples", "samples of refused events"],
];

function Erasing({ started }: { started: Erasure }) {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { data: erasure } = useQuery({
    queryKey: ["erasure", started.id],
    queryFn: ({ signal }) => call<Erasure>(`/api/erasures/${started.id}`, { signal }),
    initialData: started,
    refetchInterval: ({ state }) => (state.data?.status === "done" ? false : LOOK_AGAIN_MS),
  });
  const isDone = erasure.status === "done";
  const leave = () => {
    navigate("/people");
    client.removeQueries({ queryKey: ["person"] });
    client.removeQueries({ queryKey: ["person-events"] });
    void client.invalidateQueries({ queryKey: ["answer"] });
  };
  const removed = REMOVED.filter(([key]) => (erasure.removed[key] ?? 0) > 0);
  return (
    <Modal
      opened
      onClose={leave}
      title={<Text fw={650}>{isDone ? "Erased" : "Erasing …"}</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        {!isDone && <Progress value={100} animated aria-label="Erasing" />}
        <Text size="sm" aria-live="polite">
          {isDone ? "Nothing of this person is kept any more. Removed: " : "Removed so far: "}
          {removed.length === 0
            ? "nothing"
            : removed.map(([key, name]) => `${number(erasure.removed[key] ?? 0)} ${name}`).join(", ")}
          .
        </Text>
        {!isDone && (
          <Text size="sm" c="dimmed">
            You may close this: it goes on by itself.
          </Text>
        )}
        <Group justify="flex-end">
          <Button onClick={leave} data-autofocus>
            Back to People
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
