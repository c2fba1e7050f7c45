import { Button, Code, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { CopyText } from "#dashboard/controls/code-block.tsx";

interface Token {
  id: number;
  name: string;
  createdAt: string;
}

/** Admin tokens: who signs in with one, or a program that uses the API. */
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
      title="Admin tokens"
      says="Whoever has one can see and change everything here: give each person and each program its own, so that you can end it alone."
    >
      <NewToken onMade={() => void again()} />
      {tokens.error !== null && <Trouble error={tokens.error} again={() => void tokens.refetch()} />}
      {tokens.isPending && <Waiting height={120} />}
      {tokens.data?.tokens.length === 0 && (
        <Text size="sm" c="dimmed">
          None was made yet. The token you set up Headwater with is not listed: it belongs to the deployment.
        </Text>
      )}
      {tokens.data !== undefined && tokens.data.tokens.length > 0 && (
        <div className="scroll-x">
          <Table verticalSpacing="xs" aria-label="Admin tokens">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Made</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tokens.data.tokens.map((token) => (
                <Table.Tr key={token.id}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{token.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{times.short(token.createdAt)}</Table.Td>
                  <Table.Td ta="right">
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
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
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
          <Text size="sm">
            Programs that use it are refused at once. Who signed in with it stays signed in until their session ends.
          </Text>
        </Confirm>
      )}
    </Section>
  );
}

function NewToken({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState("");
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const { change, fault, isBusy } = useChange();
  const make = async () => {
    const answers = await change<{ name: string; token: string }>([
      ["/api/tokens", { method: "POST", body: { name } }],
    ]);
    if (!answers?.[0]) return;
    setMade(answers[0]);
    setName("");
    onMade();
  };
  return (
    <Stack gap="sm" mb="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Whose token is it?"
            placeholder="Ada, nightly export…"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            error={fault}
            style={{ flex: "1 1 220px" }}
            maw={360}
          />
          <Button type="submit" loading={isBusy} disabled={name.trim() === ""}>
            Make a token
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {made !== null && (
          <Stack gap="xs" p="md" style={{ background: "var(--soft)", borderRadius: "var(--mantine-radius-md)" }}>
            <Text size="sm" fw={600}>
              The token of {made.name}. Copy it now: it is never shown again.
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code fz={12.5} style={{ minWidth: 0, overflowWrap: "anywhere" }} data-token>
                {made.token}
              </Code>
              <CopyText text={made.token} what={`token of ${made.name}`} />
            </Group>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => setMade(null)}
              style={{ alignSelf: "flex-start" }}
            >
              I have it
            </Button>
          </Stack>
        )}
      </div>
    </Stack>
  );
}
