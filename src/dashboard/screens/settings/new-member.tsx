import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Role } from "#core/access.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { isRole, ROLE_CHOICES } from "#dashboard/screens/settings/role-words.ts";

/** Lets somebody in by their address. */
export function NewMember({ onMade }: { onMade: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [says, setSays] = useState("");
  const { change, fault, isBusy } = useChange();
  const invite = async () => {
    const body = { email: email.trim(), role };
    const made = await change<{ email: string; mailed: boolean }>([["/api/members", { method: "POST", body }]]);
    if (!made?.[0]) return setSays("");
    const { mailed } = made[0];
    setSays(
      mailed
        ? `${made[0].email} is in, and has a mail.`
        : `${made[0].email} is in. No mail could be sent: tell them yourself, and set mail up for codes to arrive.`,
    );
    setEmail("");
    onMade();
  };
  return (
    <form
      style={{ marginBottom: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        void invite();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Whom to let in"
          type="email"
          placeholder="ada@example.com"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fault}
          style={{ flex: "1 1 220px" }}
          maw={360}
        />
        <Select
          label="As"
          w={130}
          allowDeselect={false}
          data={ROLE_CHOICES}
          value={role}
          onChange={(next) => isRole(next) && setRole(next)}
        />
        <Button type="submit" loading={isBusy} disabled={email.trim() === ""}>
          Invite
        </Button>
      </Group>
      <Text size="sm" mt={6} role="status">
        {says}
      </Text>
    </form>
  );
}
