import { Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Connection, lastTestOf } from "#dashboard/api/destinations.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useConnectionChange } from "#dashboard/screens/destinations/use-connection-change.ts";

/** On and off. It asks first only where the last test failed. */
export function ConnectionSwitch({ connection, label }: { connection: Connection; label?: string }) {
  const { id, name, enabled } = connection;
  const { save, fault, isBusy } = useConnectionChange(id);
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  /** Where it can't be found out, nothing is asked: what doesn't arrive is not lost. */
  const lastFailure = async (): Promise<string | null> => {
    const last = await client.fetchQuery(lastTestOf(id)).catch(() => null);
    return last === null || last.outcome === "delivered" ? null : last.message;
  };
  const switchTo = async (next: boolean) => {
    const saved = await save(
      { enabled: next },
      next ? `${name} is on. It gets what comes in from now on.` : `${name} is off. Nothing more is sent there.`,
    );
    if (saved !== null) setFailure(null);
  };
  const ask = async () => {
    const before = await lastFailure();
    if (before === null) await switchTo(true);
    else setFailure(before);
  };
  return (
    <>
      <Switch
        size="md"
        {...(label === undefined ? { "aria-label": `Send events to ${name}` } : { label })}
        checked={enabled}
        disabled={isBusy}
        onChange={(event) => {
          if (event.currentTarget.checked) void ask();
          else void switchTo(false);
        }}
      />
      {failure === null && fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {failure !== null && (
        <Confirm
          title={`Switch ${name} on?`}
          action="Switch it on anyway"
          fault={fault}
          isBusy={isBusy}
          onConfirm={() => void switchTo(true)}
          onClose={() => setFailure(null)}
        >
          <Text size="sm">The last test event did not arrive. {failure}</Text>
          <Text size="sm">Events it does not take are tried again, or kept so that you can send them again later.</Text>
        </Confirm>
      )}
    </>
  );
}
