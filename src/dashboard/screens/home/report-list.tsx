import { ActionIcon, Anchor, Badge, Button, Group, Modal, Skeleton, Stack, Table, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import type { Report } from "#dashboard/api/workspace.ts";
import { IconPencil, IconPin, IconPinnedOff, IconTrash } from "#dashboard/icons.ts";
import { ago } from "#dashboard/report/labels.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { useReportChanges } from "#dashboard/screens/home/use-report-changes.ts";
import { May } from "#dashboard/controls/may.tsx";

const ReportForm = lazy(() => import("#dashboard/report/report-form.tsx"));

const KINDS = { segmentation: "Chart", funnel: "Funnel", retention: "Retention", cohort: "People" } as const;

/** All saved reports: open, pin to the board, rename, delete. */
export function ReportList({ reports, isLoading }: { reports: readonly Report[]; isLoading: boolean }) {
  const { change, remove } = useReportChanges();
  const [renamed, setRenamed] = useState<Report | null>(null);
  const [doomed, setDoomed] = useState<Report | null>(null);
  if (isLoading) return <Skeleton h={120} />;
  if (reports.length === 0) {
    return (
      <div className="card" style={{ padding: 24 }}>
        <Text fw={600}>No reports are saved yet</Text>
        <Text size="sm" c="dimmed">
          Open <Place to="/segmentation">Segmentation</Place>, <Place to="/funnels">Funnels</Place> or{" "}
          <Place to="/retention">Retention</Place>, ask something, and press “Save report”. Pin the ones you look at
          often.
        </Text>
      </div>
    );
  }
  const next = Math.max(0, ...reports.map(({ board }) => board ?? 0)) + 1;
  const now = Date.now();
  return (
    <div className="card scroll-x">
      <Table verticalSpacing="xs" horizontalSpacing="md" miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>Changed</Table.Th>
            <Table.Th>
              <span className="visually-hidden">What can be done with it</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reports.map((report) => (
            <Table.Tr key={report.id}>
              <Table.Td>
                <Text component={Link} href={addressOf(report.question)} size="sm" fw={600} className="quiet-link">
                  {report.name}
                </Text>
                {report.description !== "" && (
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {report.description}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Badge variant="outline">{KINDS[report.question.kind]}</Badge>
              </Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed">
                  {ago(Date.parse(report.updatedAt), now)}
                </Text>
              </Table.Td>
              <Table.Td>
                <May permission="analyse">
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={
                        report.board === null ? `Pin ${report.name} to the board` : `Take ${report.name} off the board`
                      }
                      onClick={() => change(report.id, { board: report.board === null ? next : null })}
                    >
                      {report.board === null ? <IconPin size={16} /> : <IconPinnedOff size={16} />}
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Rename ${report.name}`}
                      onClick={() => setRenamed(report)}
                    >
                      <IconPencil size={16} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Delete ${report.name}`}
                      onClick={() => setDoomed(report)}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Group>
                </May>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {renamed !== null && (
        <Suspense>
          <ReportForm
            title="Rename report"
            name={renamed.name}
            description={renamed.description}
            onClose={() => setRenamed(null)}
            onSave={(name, description) => {
              change(renamed.id, { name, description });
              setRenamed(null);
            }}
          />
        </Suspense>
      )}
      <Modal
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title="Delete this report?"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack>
          <Text size="sm">
            “{doomed?.name}” will be gone for everybody. Links that hold its question go on working.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setDoomed(null)}>
              Keep it
            </Button>
            <Button
              color="red.8"
              onClick={() => {
                if (doomed !== null) remove(doomed.id);
                setDoomed(null);
              }}
            >
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}

const Place = ({ to, children }: { to: string; children: string }) => (
  <Anchor component={Link} href={to} size="sm" underline="always">
    {children}
  </Anchor>
);
