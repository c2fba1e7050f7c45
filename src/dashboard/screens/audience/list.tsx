import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ListSync, listsPath } from "#dashboard/api/lists.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { IconDotsVertical, IconRefresh, IconSend, IconTrash } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { StateDot } from "#dashboard/report/state-dot.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

const STATES: Record<ListSync["state"], { name: string; colour: string }> = {
  in_step: { name: "In step", colour: "var(--better)" },
  sending: { name: "Sending", colour: "var(--mantine-primary-color-filled)" },
  failing: { name: "Trying again", colour: "var(--worse)" },
  waiting: { name: "Waits for the audience", colour: "var(--mantine-color-dimmed)" },
  off: { name: "Off", colour: "var(--mantine-color-dimmed)" },
  stopped: { name: "Stopped", colour: "var(--worse)" },
};

/** One list: how it is, what its receiver said last, and what can be done with it. */
export function List({ list }: { list: ListSync }) {
  const { id, audience, name, url, state, listed, waiting, inStepSince, lastAnswer, nextTryAt, stopped } = list;
  const times = useTimes();
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const [asks, setAsks] = useState<"again" | "delete" | null>(null);
  const [tested, setTested] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["audiences", audience, "syncs"] });
  const act = async (path: string, method: "POST" | "DELETE", says: string) => {
    const done = await change([[path, { method }]], says);
    if (done === null) return;
    setAsks(null);
    setTested(null);
    await refresh();
  };
  const test = async () => {
    const answers = await change<{ says: string }>([[`${listsPath(audience, id)}/test`, { method: "POST" }]]);
    setTested(answers?.[0]?.says ?? null);
  };
  return (
    <li data-list={name}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate title={url}>
            {new URL(url).host}
          </Text>
        </div>
        <May permission="connect">
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" loading={isBusy} aria-label={`More with the list ${name}`}>
                <IconDotsVertical size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconSend size={16} />} onClick={() => void test()}>
                Send a test
              </Menu.Item>
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setAsks("again")}>
                Send everybody again …
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="var(--worse)" leftSection={<IconTrash size={16} />} onClick={() => setAsks("delete")}>
                Delete …
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </May>
      </Group>
      <div aria-live="polite">
        <StateDot state={state} name={STATES[state].name} colour={STATES[state].colour} />
        {state !== "stopped" && state !== "off" && (
          <Text size="xs" c="dimmed" className="number">
            {number(listed)} on it
            {waiting > 0 && `, ${number(waiting)} to send`}
            {inStepSince !== null && `, since ${times.full(inStepSince)}`}
            {nextTryAt !== null && `, next try ${times.full(nextTryAt)}`}
          </Text>
        )}
        {(stopped ?? lastAnswer) !== null && (
          <Text size="xs" c={state === "stopped" || state === "failing" ? "var(--worse)" : "dimmed"} lineClamp={4}>
            {stopped ?? lastAnswer}
          </Text>
        )}
        {tested !== null && <Text size="xs">Test: {tested}</Text>}
        {fault !== null && asks === null && (
          <Text size="xs" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
      </div>
      {asks === "again" && (
        <Confirm
          title={`Send everybody to “${name}” again?`}
          action="Send everybody"
          fault={fault}
          isBusy={isBusy}
          onConfirm={() => void act(`${listsPath(audience, id)}/again`, "POST", "Everybody is sent again.")}
          onClose={() => setAsks(null)}
        >
          <Text size="sm">What is on the list now is replaced by who is in the audience.</Text>
        </Confirm>
      )}
      {asks === "delete" && (
        <Confirm
          title={`Delete “${name}”?`}
          action="Delete it"
          isGrave
          fault={fault}
          isBusy={isBusy}
          onConfirm={() => void act(listsPath(audience, id), "DELETE", `“${name}” is deleted.`)}
          onClose={() => setAsks(null)}
        >
          <Text size="sm">It hears of nobody any more. Whoever is on the list there stays on it.</Text>
        </Confirm>
      )}
    </li>
  );
}
