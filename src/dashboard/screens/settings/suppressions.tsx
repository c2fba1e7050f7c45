import { Button, Stack, Text } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import { OneFieldForm } from "#dashboard/controls/one-field-form.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";

/** Ids whose events are dropped. Only fingerprints are kept, so the list can't name them, but an id can be lifted. */
export function Suppressions() {
  const client = useQueryClient();
  const times = useTimes();
  const list = useQuery({
    queryKey: ["suppressions"],
    queryFn: ({ signal }) =>
      call<{ count: number; newest: { hash: string; since: string }[] }>("/api/suppressions", { signal }),
  });
  const [id, setId] = useState("");
  const { change, fault, isBusy } = useChange();
  const again = async () => {
    setId("");
    await client.invalidateQueries({ queryKey: ["suppressions"] });
  };
  const add = async () => {
    const says = `Events of ${id} are dropped from now on.`;
    const body = { id: id.trim() };
    if ((await change([["/api/suppressions", { method: "POST", body }]], says)) !== null) await again();
  };
  const lift = async () => {
    const path = `/api/suppressions/${encodeURIComponent(id.trim())}`;
    const done = await change<{ lifted: number }>([[path, { method: "DELETE" }]]);
    if (done === null) return;
    const isLifted = (done[0]?.lifted ?? 0) > 0;
    notifications.show({ message: isLifted ? `Events of ${id} are taken again.` : `${id} was not suppressed.` });
    await again();
  };
  return (
    <Section
      title="Suppressed people"
      says="What comes of these people is dropped before it is stored: people who objected, and people who were erased. What is stored already stays; to remove it, erase the person on their page."
    >
      <OneFieldForm
        label="User id or anonymous id"
        maxLength={1_000}
        value={id}
        error={fault}
        action="Suppress"
        isBusy={isBusy}
        onChange={setId}
        onSubmit={() => void add()}
      >
        <Button variant="default" disabled={id.trim() === "" || isBusy} onClick={() => void lift()}>
          Lift
        </Button>
      </OneFieldForm>
      {list.error !== null && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Waiting height={60} />}
      {list.data && (
        <Stack gap={4} aria-live="polite">
          <Text size="sm" fw={600} data-suppressed={list.data.count}>
            {list.data.count === 0
              ? "Nobody is suppressed."
              : `${number(list.data.count)} ${list.data.count === 1 ? "id is" : "ids are"} suppressed.`}
          </Text>
          {list.data.newest[0] && (
            <Text size="sm" c="dimmed">
              The last one since {times.full(list.data.newest[0].since)}. Headwater keeps only fingerprints of them, so
              the list itself names nobody. A bare id counts as user and as device, so it makes two.
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}
