import { Button, Group, Progress, Stack, Text, TextInput, Title } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Replay, useReplays } from "#dashboard/api/destinations.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { localInput } from "#dashboard/screens/destinations/local-input.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

const DAY_MS = 86_400_000;

/** Sends what happened in a stretch of time once more, and shows how far each has come. */
export function Replays({ id, name }: { id: number; name: string }) {
  const [from, setFrom] = useState(() => localInput(Date.now() - DAY_MS));
  const [to, setTo] = useState(() => localInput(Date.now()));
  const replays = useReplays(id);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const post = async (path: string, body: object, says?: string) => {
    await change([[`/api/connections/${id}/replays${path}`, { method: "POST", body }]], says);
    await client.invalidateQueries({ queryKey: ["connections", id] });
  };
  const isReady = from !== "" && to !== "" && from <= to;
  const all = (replays.data?.replays ?? []).toSorted((one, other) => other.id - one.id);
  return (
    <section className="card" aria-label="Send again" style={{ padding: 16 }}>
      <Title order={2} size="h5">
        Send a time range again
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={640}>
        Everything stored from this time, sent to {name} once more beside what comes in: to fill it with what happened
        before it was connected, or after an outage. The same choices of events apply.
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
          void post("", range, "Sending again has begun.");
        }}
      >
        <Group align="flex-end" gap="sm" mb="md">
          <TextInput
            type="datetime-local"
            label="From"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label="To"
            value={to}
            error={from > to && "This is before the beginning."}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <May permission="connect">
            <Button type="submit" loading={isBusy} disabled={!isReady}>
              Send again
            </Button>
          </May>
        </Group>
      </form>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {replays.error !== null && <Trouble error={replays.error} again={() => void replays.refetch()} />}
      {replays.isPending && <Waiting height={60} />}
      {replays.data && all.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has been sent again so far.
        </Text>
      )}
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {all.map((replay) => (
          <Line
            key={replay.id}
            replay={replay}
            isBusy={isBusy}
            onStep={(step) => void post(`/${replay.id}/${step}`, {})}
          />
        ))}
      </Stack>
    </section>
  );
}

const WORDS: Record<Replay["state"], string> = {
  running: "Under way",
  paused: "Paused",
  done: "Done",
  cancelled: "Cancelled",
};

function Line({
  replay,
  isBusy,
  onStep,
}: {
  replay: Replay;
  isBusy: boolean;
  onStep: (step: "pause" | "resume" | "cancel") => void;
}) {
  const { from, to, state, events, progress } = replay;
  const times = useTimes();
  const range = `${times.full(from)} to ${times.full(to)}`;
  const isOpen = state === "running" || state === "paused";
  const part = Math.round(progress * 100);
  return (
    <li data-replay={state} style={{ borderTop: "1px solid var(--line)", paddingTop: 10 }}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm">{range}</Text>
          <Text size="sm" c="dimmed" className="number" aria-live="polite">
            <b>{WORDS[state]}</b> · {number(events)} {events === 1 ? "event" : "events"}
            {isOpen && ` · ${part}%`}
          </Text>
        </div>
        {isOpen && (
          <Group gap={6}>
            <May permission="connect">
              <Button
                size="compact-md"
                variant="default"
                disabled={isBusy}
                onClick={() => onStep(state === "running" ? "pause" : "resume")}
              >
                {state === "running" ? "Pause this" : "Go on with this"}
              </Button>
            </May>
            <May permission="connect">
              <Button size="compact-md" variant="default" disabled={isBusy} onClick={() => onStep("cancel")}>
                Stop it
              </Button>
            </May>
          </Group>
        )}
      </Group>
      {isOpen && <Progress value={part} mt={6} aria-label={`How far ${range} is`} />}
    </li>
  );
}
