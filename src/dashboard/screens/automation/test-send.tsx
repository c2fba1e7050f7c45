import { Button, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Automation } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { IconSend } from "#dashboard/icons.ts";

/** Really sends one, to an address of one's own. */
export function TestSend({ automation: { id, name, do: actions } }: { automation: Automation }) {
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState("");
  const { change, fault, isBusy } = useChange();
  const mails = actions.some((action) => "email" in action || "digest" in action);
  const send = async () => {
    const body = mails ? { to: to.trim() } : {};
    const done = await change([[`/api/automations/${id}/test`, { method: "POST", body }]], "The test is sent.");
    if (done !== null) setOpen(false);
  };
  return (
    <>
      <Button variant="default" leftSection={<IconSend size={16} />} onClick={() => setOpen(true)}>
        Send a test
      </Button>
      {isOpen && (
        <Confirm
          title={`Send a test of “${name}”`}
          action="Send it"
          fault={fault}
          isBusy={isBusy}
          isReady={!mails || to.trim() !== ""}
          onConfirm={() => void send()}
          onClose={() => setOpen(false)}
        >
          <Text size="sm">
            It really goes out, once, marked as a test. It does not count: whoever it is about gets theirs all the same.
          </Text>
          {mails && (
            <TextInput
              label="Your e-mail address"
              type="email"
              required
              data-autofocus
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          )}
        </Confirm>
      )}
    </>
  );
}
