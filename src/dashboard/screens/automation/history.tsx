import { Alert, Button, Group, Table, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { type Automation, type LogEntry, useAutomationLog, useWhy } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { PersonPicker } from "#dashboard/controls/people/person-picker.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { Somebody } from "#dashboard/report/somebody.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { isAboutSomebody } from "#dashboard/screens/automation/draft.ts";

/** Each time it acted or did not, with the reason; of one person, why so. */
export function History({ automation }: { automation: Automation }) {
  const { id, when } = automation;
  const search = useSearch();
  const [path, navigate] = useLocation();
  const person = new URLSearchParams(search).get("person");
  const log = useAutomationLog(id, person);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = log;
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  const seen = [...new Set(entries.flatMap((entry) => entry.person?.id ?? []))];
  return (
    <section className="card" aria-label="History">
      <Group justify="space-between" align="flex-end" p="md" pb="xs" gap="sm">
        <div>
          <Title order={2} size="h5">
            History
          </Title>
          <Text size="sm" c="dimmed">
            Each time it acted, or had a reason not to.
          </Text>
        </div>
        {isAboutSomebody(when) && (
          <PersonPicker
            label="Why did it, or did it not, for"
            clearable
            w={{ base: "100%", xs: 300 }}
            proposed={seen}
            value={person}
            onChange={(next) => navigate(path + searchWith(search, { person: next }))}
          />
        )}
      </Group>
      {person !== null && <Why automation={id} person={person} />}
      {error !== null && data === undefined && <Trouble error={error} again={() => void refetch()} />}
      {error === null && data === undefined && <Waiting height={200} />}
      {data !== undefined && entries.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {person === null ? "Nothing happened yet." : "It never acted for this person."}
        </Text>
      )}
      {entries.length > 0 && <Entries automation={id} entries={entries} />}
      {hasNextPage && (
        <Button m="sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function Why({ automation, person }: { automation: number; person: string }) {
  const { data, error } = useWhy(automation, person);
  return (
    <Alert mx="md" mb="xs" variant="light" role="status" data-why>
      <Text size="sm">{data?.because ?? error?.message ?? "…"}</Text>
    </Alert>
  );
}

const COLOURS: Partial<Record<string, string>> = {
  sent: "var(--better)",
  failed: "var(--worse)",
  unknown: "var(--worse)",
  not_set_up: "var(--worse)",
};

function Entries({ automation, entries }: { automation: number; entries: readonly LogEntry[] }) {
  const times = useTimes();
  return (
    <div className="scroll-x">
      <Table verticalSpacing={8} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Person</Table.Th>
            <Table.Th>Because</Table.Th>
            <Table.Th miw={240}>What came of it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id} data-outcome={entry.state}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(entry.at)}</Table.Td>
              <Table.Td maw={240}>{entry.person === null ? "–" : <Somebody person={entry.person} />}</Table.Td>
              <Table.Td>{entry.because}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                <Text size="sm" fw={600} c={COLOURS[entry.state] ?? "inherit"}>
                  {entry.outcome}
                </Text>
                <Text size="xs" c="dimmed">
                  {entry.action}
                </Text>
                {entry.canRetry && <Retry automation={automation} entry={entry} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Retry({ automation, entry }: { automation: number; entry: LogEntry }) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const again = async () => {
    const path = `/api/automations/${automation}/retry`;
    await change([[path, { method: "POST", body: { id: entry.id } }]], "It is tried again.");
    await client.invalidateQueries({ queryKey: ["automations", automation] });
  };
  return (
    <>
      <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void again()}>
        Try again
      </Button>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
    </>
  );
}
