import { Button, Table } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPasskey } from "#dashboard/api/passkeys.ts";
import { call } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { OneFieldForm } from "#dashboard/controls/one-field-form.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Listing } from "#dashboard/screens/settings/listing.tsx";
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
      <OneFieldForm
        label="What to call it"
        placeholder="This laptop"
        maxLength={100}
        value={name}
        error={refused ?? fault}
        action="Add a passkey"
        isBusy={isAdding}
        onChange={setName}
        onSubmit={() => void add()}
      />
      <Listing
        label="Passkeys"
        columns={["Name", "Added", "Last used"]}
        hasActions
        of={passkeys}
        rows={passkeys.data?.passkeys}
        none="None yet."
        row={(passkey) => (
          <Table.Tr key={passkey.id}>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{passkey.name}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>added {times.short(passkey.createdAt)}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>
              {passkey.usedAt === null ? "not used yet" : `used ${times.short(passkey.usedAt)}`}
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
        )}
      />
    </Section>
  );
}
