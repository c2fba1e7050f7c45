import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useEvents } from "#dashboard/api/schema.ts";
import { useReports, useSettings } from "#dashboard/api/workspace.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Board } from "#dashboard/screens/home/board.tsx";
import { KeyNumber } from "#dashboard/screens/home/key-number.tsx";
import { keyNumbers } from "#dashboard/screens/home/key-numbers.ts";
import { ReportList } from "#dashboard/screens/home/report-list.tsx";
import { FirstSteps } from "#dashboard/screens/sources/first-steps.tsx";

/** What one wants to know first: how many came, whether that grew, and the reports somebody put here. */
export default function Home() {
  const reports = useReports();
  const events = useEvents("", 1);
  const { timezone } = useSettings().data ?? {};
  const questions = useMemo(() => (timezone === undefined ? [] : keyNumbers(timezone, Date.now())), [timezone]);
  const isEmpty = events.data?.events.length === 0;
  const all = reports.data?.reports ?? [];
  const board = all.filter((one) => one.board !== null).toSorted((a, b) => (a.board ?? 0) - (b.board ?? 0));
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} size="h2">
          Home
        </Title>
        <Text c="dimmed" size="sm">
          How many came, and the reports you keep an eye on.
        </Text>
      </div>
      {events.error !== null && <Trouble error={events.error} again={() => void events.refetch()} />}
      {isEmpty ? (
        <FirstSteps />
      ) : (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
            {questions.map((one) => (
              <KeyNumber key={one.title} {...one} />
            ))}
          </SimpleGrid>
          <Board reports={board} />
          <section aria-label="Saved reports">
            <Group justify="space-between" mb="xs">
              <Title order={2} size="h4">
                Saved reports
              </Title>
            </Group>
            <ReportList reports={all} isLoading={reports.isPending} />
          </section>
        </>
      )}
    </Stack>
  );
}
