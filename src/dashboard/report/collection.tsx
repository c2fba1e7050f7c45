import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { IconPlus } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { May } from "#dashboard/controls/may.tsx";
import type { Permission } from "#core/access.ts";

/** The page of all things of a kind: a way to make one, and their list, or what stands in its place. */
export function Collection<Thing>({
  title,
  says,
  make,
  makeAt,
  permission,
  of: { error, refetch },
  all,
  rowHeight,
  row,
  none,
}: {
  title: string;
  says: string;
  make: string;
  makeAt: string;
  /** What making one asks for. */
  permission: Permission;
  of: { error: Error | null; refetch: () => Promise<unknown> };
  /** Undefined while they are on their way. */
  all: readonly Thing[] | undefined;
  rowHeight: number;
  row: (thing: Thing) => ReactNode;
  /** Where there is none yet: a title, and what they are good for. */
  none: { title: string; says: string };
}) {
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          <Text c="dimmed" size="sm">
            {says}
          </Text>
        </div>
        <May permission={permission}>
          <Button component={Link} href={makeAt} leftSection={<IconPlus size={16} />}>
            {make}
          </Button>
        </May>
      </Group>
      {error !== null && all === undefined && <Trouble error={error} again={() => void refetch()} />}
      {error === null && all === undefined && (
        <Stack gap="xs" role="status" aria-label="Loading">
          {Array.from({ length: 4 }, (_, at) => (
            <Skeleton key={at} height={rowHeight} />
          ))}
        </Stack>
      )}
      {all?.length === 0 && (
        <Stack align="center" p="xl" gap="sm" className="card">
          <Text fw={600}>{none.title}</Text>
          <Text size="sm" c="dimmed" ta="center" maw={480}>
            {none.says}
          </Text>
          <May permission={permission}>
            <Button component={Link} href={makeAt}>
              Make the first one
            </Button>
          </May>
        </Stack>
      )}
      {all !== undefined && all.length > 0 && (
        <ul className="card" aria-label={title} style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {all.map(row)}
        </ul>
      )}
    </>
  );
}
