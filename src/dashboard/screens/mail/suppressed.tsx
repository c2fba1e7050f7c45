import { Button, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Suppression, useMailSuppressions } from "#dashboard/api/mail.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { OneFieldForm } from "#dashboard/controls/one-field-form.tsx";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { May } from "#dashboard/controls/may.tsx";

const REASONS: Record<Suppression["reason"], string> = { unsubscribed: "unsubscribed", added: "added by hand" };

/** Addresses that no automation writes to. */
export function Suppressed() {
  const { typed, setTyped, searched } = useTyped();
  const list = useMailSuppressions(searched.trim());
  const [address, setAddress] = useState("");
  const client = useQueryClient();
  const times = useTimes();
  const { change, fault, isBusy } = useChange();
  const refresh = () => client.invalidateQueries({ queryKey: ["mail", "suppressions"] });
  const add = async () => {
    const body = { address: address.trim() };
    const says = `${body.address} is not written to any more.`;
    if ((await change([["/api/mail/suppressions", { method: "POST", body }]], says)) === null) return;
    setAddress("");
    await refresh();
  };
  const lift = async (one: string) => {
    const path = `/api/mail/suppressions?${new URLSearchParams({ address: one })}`;
    await change([[path, { method: "DELETE" }]], `${one} may be written to again.`);
    await refresh();
  };
  const rows = list.data?.pages.flatMap(({ suppressions }) => suppressions) ?? [];
  return (
    <section className="card" aria-label="Not written to" style={{ padding: 20, maxWidth: 860 }}>
      <Title order={2} size="h4">
        Not written to
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        Who unsubscribed, and whom you add. Mails to your team are not held back.
      </Text>
      <May permission="automate">
        <OneFieldForm
          label="E-mail address"
          type="email"
          maxLength={254}
          value={address}
          error={fault}
          action="Don't write to it"
          isBusy={isBusy}
          onChange={setAddress}
          onSubmit={() => void add()}
        />
      </May>
      <TextInput
        aria-label="Find an address"
        placeholder="Find an address"
        maw={360}
        mb="sm"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {list.error !== null && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Waiting height={80} />}
      {list.data !== undefined && rows.length === 0 && (
        <Text size="sm">{searched.trim() === "" ? "Everybody may be written to." : "No such address."}</Text>
      )}
      {rows.length > 0 && (
        <Stack className="scroll-x">
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Address</Table.Th>
                <Table.Th>Why</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.address}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{row.address}</Table.Td>
                  <Table.Td>{REASONS[row.reason]}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(row.at)}</Table.Td>
                  <Table.Td ta="right">
                    <May permission="automate">
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        disabled={isBusy}
                        aria-label={`Take off the list: ${row.address}`}
                        onClick={() => void lift(row.address)}
                      >
                        Take off
                      </Button>
                    </May>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Stack>
      )}
      <ShowMore of={list} />
    </section>
  );
}
