import { ActionIcon, Group, Menu, SimpleGrid, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import type { Report } from "#dashboard/api/workspace.ts";
import { IconDotsVertical } from "#dashboard/icons.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { CardContent } from "#dashboard/screens/home/card-content.tsx";
import { useReportChanges } from "#dashboard/screens/home/use-report-changes.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Pinned reports as cards, each with what it says today. */
export function Board({ reports }: { reports: readonly Report[] }) {
  const { change } = useReportChanges();
  const move = (at: number, by: -1 | 1) => {
    const [one, other] = [reports[at], reports[at + by]];
    if (!one || !other) return;
    change(one.id, { board: other.board });
    change(other.id, { board: one.board });
  };
  if (reports.length === 0) return null;
  return (
    <section aria-label="Board">
      <Title order={2} size="h4" mb="xs">
        Board
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {reports.map((report, at) => (
          <article key={report.id} className="card" style={{ padding: 16, minHeight: 200 }} aria-label={report.name}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Text component={Link} href={addressOf(report.question)} fw={650} className="quiet-link">
                {report.name}
              </Text>
              <May permission="analyse">
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" color="gray" aria-label={`Do something with ${report.name}`}>
                      <IconDotsVertical size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item disabled={at === 0} onClick={() => move(at, -1)}>
                      Move left
                    </Menu.Item>
                    <Menu.Item disabled={at === reports.length - 1} onClick={() => move(at, 1)}>
                      Move right
                    </Menu.Item>
                    <Menu.Item onClick={() => change(report.id, { board: null })}>Take it off the board</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </May>
            </Group>
            {report.description !== "" && (
              <Text size="xs" c="dimmed" lineClamp={2}>
                {report.description}
              </Text>
            )}
            <CardContent report={report} />
          </article>
        ))}
      </SimpleGrid>
    </section>
  );
}
