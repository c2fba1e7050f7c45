import { Anchor, Badge, Button, Collapse, Group, Menu, Stack, Switch, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Source } from "#dashboard/api/workspace.ts";
import { IconChevronDown, IconDotsVertical, IconKey, IconPencil } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Install } from "#dashboard/screens/sources/install.tsx";
import { Receiving } from "#dashboard/screens/sources/receiving.tsx";
import { RenameSource } from "#dashboard/screens/sources/rename-source.tsx";
import { RotateKey } from "#dashboard/screens/sources/rotate-key.tsx";
import { useLastArrival } from "#dashboard/api/use-arrivals.ts";
import { WriteKeys } from "#dashboard/screens/sources/write-keys.tsx";
import { May } from "#dashboard/controls/may.tsx";

/** A source: how it does, its key, and how to send through it. */
export function SourceCard({
  source,
  lately,
  today,
  isOpen,
  onToggle,
}: {
  source: Source;
  lately: ReadonlyMap<number, number>;
  /** Events today; null: not known. */
  today: number | null;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { id, name, kind, enabled, writeKey } = source;
  const arrivedAt = useLastArrival(id, lately);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const [doing, setDoing] = useState<"rename" | "rotate" | null>(null);
  const switchTo = async (next: boolean) => {
    await change(
      [[`/api/sources/${id}`, { method: "PATCH", body: { enabled: next } }]],
      next ? `${name} is on. It receives events again.` : `${name} is off. What it sends is refused from now on.`,
    );
    await client.invalidateQueries({ queryKey: ["sources"] });
  };
  return (
    <article className="card" aria-label={name} style={{ padding: 16 }}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <div style={{ minWidth: 0 }}>
            <Group gap={8}>
              <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
                {name}
              </Title>
              <Badge bg="var(--soft)" c="dimmed">
                {kind === "public" ? "Browser or app" : "Server"}
              </Badge>
            </Group>
            <Receiving isEnabled={enabled} arrivedAt={arrivedAt} />
          </div>
          <Group gap={4} wrap="nowrap">
            <May permission="connect">
              <Switch
                aria-label={`${name} receives events`}
                checked={enabled}
                disabled={isBusy}
                onChange={(event) => void switchTo(event.currentTarget.checked)}
              />
            </May>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="subtle" color="gray" px={10} aria-label={`More for ${name}`}>
                  <IconDotsVertical size={18} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <May permission="connect">
                  <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDoing("rename")}>
                    Rename
                  </Menu.Item>
                </May>
                <May permission="connect">
                  <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setDoing("rotate")}>
                    New write key
                  </Menu.Item>
                </May>
                <Menu.Item component={Link} href={`/debugger?source=${id}`}>
                  See its events in the debugger
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
        <WriteKeys source={source} />
        <Group justify="space-between" gap="xs">
          {today === null ? (
            <span />
          ) : (
            <Text size="sm" c="dimmed">
              <Anchor component={Link} href={chartOf(id)} className="number" data-today={today} c="inherit" fw={600}>
                {number(today)} {today === 1 ? "event" : "events"}
              </Anchor>{" "}
              today
            </Text>
          )}
          {writeKey !== null && (
            <Button
              variant={isOpen ? "light" : "default"}
              size="compact-md"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? "Hide" : "Show"} how to install ${name}`}
              onClick={onToggle}
              rightSection={<IconChevronDown size={16} style={{ transform: isOpen ? "rotate(180deg)" : "none" }} />}
            >
              {isOpen ? "Hide how to install" : "How to install"}
            </Button>
          )}
        </Group>
        {writeKey !== null && (
          <Collapse expanded={isOpen}>{isOpen && <Install kind={kind} writeKey={writeKey} />}</Collapse>
        )}
      </Stack>
      {doing === "rename" && <RenameSource source={source} onClose={() => setDoing(null)} />}
      {doing === "rotate" && <RotateKey source={source} onClose={() => setDoing(null)} />}
    </article>
  );
}

const chartOf = (id: number): string =>
  addressOf({
    kind: "segmentation",
    range: { last: { value: 1, unit: "day" } },
    interval: "hour",
    series: [{ event: null, math: "total" }],
    filter: { property: "$source", value: id },
  });
