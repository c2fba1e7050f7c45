import { Button, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Permission } from "#core/access.ts";
import { call } from "#dashboard/api/client.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Listing } from "#dashboard/screens/settings/listing.tsx";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { NewToken } from "#dashboard/screens/settings/new-token.tsx";
import { PERMISSION_CHOICES } from "#dashboard/screens/settings/role-words.ts";

interface Token {
  id: number;
  name: string;
  madeBy: string | null;
  permissions: Permission[];
  createdAt: string;
  expiresAt: string | null;
  usedAt: string | null;
}

/** API tokens: what programs come with. */
export function Tokens() {
  const client = useQueryClient();
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => call<{ tokens: Token[] }>("/api/tokens", { signal }),
  });
  const [ending, setEnding] = useState<Token | null>(null);
  const { change, fault, isBusy } = useChange();
  const times = useTimes();
  const again = () => client.invalidateQueries({ queryKey: ["tokens"] });
  const end = async ({ id, name }: Token) => {
    if ((await change([[`/api/tokens/${id}`, { method: "DELETE" }]], `${name} can't be used any more.`)) === null)
      return;
    setEnding(null);
    await again();
  };
  return (
    <Section
      title="API tokens"
      says="For programs. Give each its own, with no more than it needs, so that you can end it alone; people are members."
    >
      <NewToken onMade={() => void again()} />
      <Listing
        label="API tokens"
        columns={["Name", "May", "Last used", "Ends"]}
        hasActions
        of={tokens}
        rows={tokens.data?.tokens}
        none="None was made yet. The token you set up Headwater with is not listed: it belongs to the deployment."
        waitHeight={120}
        row={(token) => (
          <Table.Tr key={token.id}>
            <Table.Td style={{ overflowWrap: "anywhere", minWidth: 120 }}>
              {token.name}
              <Text size="xs" c="dimmed">
                made {times.short(token.createdAt)}
                {token.madeBy !== null && ` by ${token.madeBy}`}
              </Text>
            </Table.Td>
            <Table.Td style={{ minWidth: 120 }}>
              {token.permissions.length === PERMISSION_CHOICES.length ? "everything" : token.permissions.join(", ")}
            </Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>
              {token.usedAt === null ? "not used yet" : `used ${times.short(token.usedAt)}`}
            </Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>
              {token.expiresAt === null ? "has no end" : `ends ${times.short(token.expiresAt)}`}
            </Table.Td>
            <Table.Td>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`End ${token.name}`}
                onClick={() => setEnding(token)}
              >
                End
              </Button>
            </Table.Td>
          </Table.Tr>
        )}
      />
      {ending !== null && (
        <Confirm
          title={`End the token ${ending.name}?`}
          action="End it"
          fault={fault}
          isBusy={isBusy}
          isGrave
          onConfirm={() => void end(ending)}
          onClose={() => setEnding(null)}
        >
          <Text size="sm">Programs that use it are refused at once, and whoever signed in with it is signed out.</Text>
        </Confirm>
      )}
    </Section>
  );
}
