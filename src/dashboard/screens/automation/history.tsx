import "#dashboard/report/stacked.css";
import { Alert, Button, Group, Table, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import {
  type Automation,
  type LoggedFiring,
  type SendingState,
  useAutomationLog,
  useWhy,
} from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { PersonPicker } from "#dashboard/controls/people/person-picker.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { Somebody } from "#dashboard/report/somebody.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { isAboutSomebody } from "#dashboard/screens/automation/draft.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Each time it acted or did not, with the reason; of one person, why so. */
export function History({ automation }: { automation: Automation }) {
  const { id, when } = automation;
  const search = useSearch();
  const [path, navigate] = useLocation();
  const person = new URLSearchParams(search).get("person");
  const log = useAutomationLog(id, person);
  const { data, error, refetch } = log;
  const firings = data?.pages.flatMap((page) => page.firings) ?? [];
  const seen = [...new Set(firings.flatMap((firing) => firing.person?.id ?? []))];
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
      {data !== undefined && firings.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {person === null ? "Nothing happened yet." : "It never acted for this person."}
        </Text>
      )}
      {firings.length > 0 && <Firings automation={id} firings={firings} />}
      <ShowMore of={log} />
    </section>
  );
}

function Why({ automation, person }: { automation: number; person: string }) {
  const { data, error } = useWhy(automation, person);
  return (
    <Alert mx="md" mb="xs" variant="light" role="status" data-why>
      <Text size="sm">{data?.words ?? error?.message ?? "…"}</Text>
    </Alert>
  );
}

const COLOURS: Partial<Record<SendingState, string>> = {
  sent: "var(--better)",
  failed: "var(--worse)",
  unknown: "var(--worse)",
  not_set_up: "var(--worse)",
};
/** Ends after which one may ask for another try. */
const RETRIABLE: readonly SendingState[] = ["unknown", "failed", "no_address", "not_set_up"];

function Firings({ automation, firings }: { automation: number; firings: readonly LoggedFiring[] }) {
  const times = useTimes();
  return (
    <div className="scroll-x stacked">
      <Table verticalSpacing={8} horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Person</Table.Th>
            <Table.Th miw={180}>Because</Table.Th>
            <Table.Th miw={240}>What came of it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {firings.map(({ id, at, person, because, actions }) => (
            <Table.Tr key={id} data-firing={person?.id ?? ""} style={{ verticalAlign: "top" }}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(at)}</Table.Td>
              <Table.Td maw={240}>{person === null ? "–" : <Somebody person={person} />}</Table.Td>
              <Table.Td>{because}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                {actions.map((action) => (
                  <div key={action.id} data-outcome={action.state}>
                    <Text size="sm" fw={600} c={COLOURS[action.state] ?? "inherit"}>
                      {action.outcome}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {action.action}
                    </Text>
                    {RETRIABLE.includes(action.state) && <Retry automation={automation} action={action.id} />}
                  </div>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Retry({ automation, action }: { automation: number; action: number }) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const again = async () => {
    const path = `/api/automations/${automation}/retry`;
    await change([[path, { method: "POST", body: { action } }]], "It is tried again.");
    await client.invalidateQueries({ queryKey: ["automations", automation] });
  };
  return (
    <>
      <May permission="automate">
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void again()}>
          Try again
        </Button>
      </May>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
    </>
  );
}
