import { Badge, Button, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { deviceOf } from "#dashboard/screens/settings/device-name.ts";
import { Listing } from "#dashboard/screens/settings/listing.tsx";
import { Section } from "#dashboard/screens/settings/section.tsx";

interface Session {
  id: number;
  who: string;
  how: "passkey" | "code" | "token";
  address: string | null;
  agent: string | null;
  current: boolean;
  usedAt: string;
  expiresAt: string;
}

const HOW = { passkey: "a passkey", code: "a code by mail", token: "a token" } as const;

/** Where one is signed in oneself, or (for an owner) everybody. */
export function Sessions({ mine = false }: { mine?: boolean }) {
  const client = useQueryClient();
  const times = useTimes();
  const path = mine ? "/api/me/sessions" : "/api/sessions";
  const sessions = useQuery({
    queryKey: ["sessions", path],
    queryFn: ({ signal }) => call<{ sessions: Session[] }>(path, { signal }),
  });
  const { change, fault, isBusy } = useChange();
  const end = async ({ id }: Session) => {
    if ((await change([[`${path}/${id}`, { method: "DELETE" }]], "This session has ended.")) !== null)
      await client.invalidateQueries({ queryKey: ["sessions"] });
  };
  return (
    <Section
      title={mine ? "Where you are signed in" : "Sessions"}
      says={
        mine
          ? "End what you don't know, and tell an owner."
          : "Where everybody is signed in. Sessions end by themselves after 30 days."
      }
    >
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      <Listing
        label="Sessions"
        focusLabel="Sessions, as a table"
        columns={[...(mine ? [] : ["Who"]), "From", "Last used", "Ends"]}
        hasActions
        of={sessions}
        rows={sessions.data?.sessions}
        waitHeight={120}
        row={(session) => (
          <Table.Tr key={session.id}>
            {!mine && <Table.Td style={{ overflowWrap: "anywhere", minWidth: 130 }}>{session.who}</Table.Td>}
            <Table.Td style={{ minWidth: 150 }}>
              {deviceOf(session.agent)}
              <Text size="xs" c="dimmed">
                with {HOW[session.how]}
                {session.address !== null && ` · ${session.address}`}
              </Text>
            </Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>used {times.short(session.usedAt)}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>ends {times.short(session.expiresAt)}</Table.Td>
            <Table.Td>
              {session.current ? (
                <Badge variant="light">This one</Badge>
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={isBusy}
                  aria-label={`End the session of ${session.who} on ${deviceOf(session.agent)}`}
                  onClick={() => void end(session)}
                >
                  End
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        )}
      />
    </Section>
  );
}
