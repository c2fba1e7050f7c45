import "#dashboard/report/stacked.css";
import { Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPasskey } from "#dashboard/api/passkeys.ts";
import { call } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";

interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  usedAt: string | null;
}

/** One's own passkeys. */
export function Passkeys() {
  const client = useQueryClient();
  const times = useTimes();
  const passkeys = useQuery({
    queryKey: ["passkeys"],
    queryFn: ({ signal }) => call<{ passkeys: Passkey[] }>("/api/me/passkeys", { signal }),
  });
  const [name, setName] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { change, fault, isBusy } = useChange();
  const again = () => Promise.all(["passkeys", "me"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const add = async () => {
    setAdding(true);
    const problem = await addPasskey(name.trim());
    setAdding(false);
    setRefused(problem);
    if (problem !== null) return;
    setName("");
    await again();
  };
  const remove = async (passkey: Passkey) => {
    const path = `/api/me/passkeys/${encodeURIComponent(passkey.id)}`;
    if ((await change([[path, { method: "DELETE" }]], `${passkey.name} is removed.`)) !== null) await again();
  };
  return (
    <Section
      title="Passkeys"
      says="Your fingerprint, face or the PIN of your device in place of a code by mail. Nothing of it leaves the device."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Group align="flex-end" gap="xs" mb="md">
          <TextInput
            label="What to call it"
            placeholder="This laptop"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            error={refused ?? fault}
            style={{ flex: "1 1 220px" }}
            maw={360}
          />
          <Button type="submit" loading={isAdding} disabled={name.trim() === ""}>
            Add a passkey
          </Button>
        </Group>
      </form>
      {passkeys.error !== null && <Trouble error={passkeys.error} again={() => void passkeys.refetch()} />}
      {passkeys.data?.passkeys.length === 0 && (
        <Text size="sm" c="dimmed">
          None yet.
        </Text>
      )}
      {passkeys.data !== undefined && passkeys.data.passkeys.length > 0 && (
        <div className="scroll-x stacked">
          <Table verticalSpacing="xs" aria-label="Passkeys">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Added</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {passkeys.data.passkeys.map((passkey) => (
                <Table.Tr key={passkey.id}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{passkey.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{times.short(passkey.createdAt)}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {passkey.usedAt === null ? "not yet" : times.short(passkey.usedAt)}
                  </Table.Td>
                  <Table.Td>
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={isBusy}
                      aria-label={`Remove ${passkey.name}`}
                      onClick={() => void remove(passkey)}
                    >
                      Remove
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Section>
  );
}
