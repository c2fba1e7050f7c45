import { ActionIcon, Avatar, Button, Group, Menu, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { callText } from "#dashboard/api/client.ts";
import type { PersonProfile } from "#dashboard/api/person.ts";
import { IconBan, IconCheck, IconDotsVertical, IconDownload, IconTrash } from "#dashboard/icons.ts";
import { ago, number, personName } from "#dashboard/report/labels.ts";
import { saveFile } from "#dashboard/report/save-file.ts";
import { useNow } from "#dashboard/report/use-now.ts";
import { displayName, valueText } from "#dashboard/report/display-name.ts";
import { Erase } from "#dashboard/screens/person/erase.tsx";
import { Suppress } from "#dashboard/screens/person/suppress.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Who it is, since when, and what can be done with all that is kept of them. */
export function PersonHeader({ person }: { person: PersonProfile }) {
  const [asks, setAsks] = useState<"erase" | "stop" | "again" | null>(null);
  const close = () => setAsks(null);
  const at = useTimes();
  const now = useNow(30_000);
  const name = displayName(person);
  const others = [valueText(person.traits["email"]), personName(person.id)].filter((one) => one !== "" && one !== name);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      <Group gap="md" wrap="nowrap" style={{ minWidth: 0 }}>
        <Avatar size={52} radius="xl" color="tide" name={name} alt="" />
        <div style={{ minWidth: 0 }}>
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {name}
          </Title>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {[...new Set(others)].join(" · ")}
          </Text>
          <Text size="sm" c="dimmed">
            {person.lastSeen !== null && (
              <>
                Last seen <span title={at.full(person.lastSeen)}>{ago(Date.parse(person.lastSeen), now)}</span>
              </>
            )}
            {person.firstSeen !== null && <>, here since {at.short(person.firstSeen)}</>}
            {" · "}
            <span data-events={person.events}>{number(person.events)}</span> {person.events === 1 ? "event" : "events"}
          </Text>
        </div>
      </Group>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={() =>
            void callText(`/api/people/${encodeURIComponent(person.id)}/export`).then(
              (json) =>
                saveFile(`person-${person.id.slice(2).replaceAll(/[^\w.-]/g, "_")}.json`, json, "application/json"),
              (error: Error) => notifications.show({ color: "red", message: error.message }),
            )
          }
        >
          Export
        </Button>
        <May permission="people">
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label="More with this person">
                <IconDotsVertical size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconBan size={16} />} onClick={() => setAsks("stop")}>
                Stop collecting …
              </Menu.Item>
              <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => setAsks("again")}>
                Collect again …
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="var(--worse)" leftSection={<IconTrash size={16} />} onClick={() => setAsks("erase")}>
                Erase …
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </May>
      </Group>
      {asks === "erase" && <Erase person={person} onClose={close} />}
      {(asks === "stop" || asks === "again") && <Suppress person={person} lifts={asks === "again"} onClose={close} />}
    </Group>
  );
}
