import { Button, Group, Select, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "#core/access.ts";
import { call } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Listing } from "#dashboard/screens/settings/listing.tsx";
import { NewMember } from "#dashboard/screens/settings/new-member.tsx";
import { isRole, ROLE_CHOICES } from "#dashboard/screens/settings/role-words.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";

interface Member {
  id: number;
  email: string;
  role: Role;
  invitedBy: string;
  passkeys: number;
  seenAt: string | null;
}

/** Who gets in, and as what. */
export function Members() {
  const client = useQueryClient();
  const members = useQuery({
    queryKey: ["members"],
    queryFn: ({ signal }) => call<{ members: Member[] }>("/api/members", { signal }),
  });
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [handed, setHanded] = useState<{ email: string; code: string } | null>(null);
  const { change, fault, isBusy } = useChange();
  const times = useTimes();
  const again = () => client.invalidateQueries({ queryKey: ["members"] });
  const give = async ({ id, email }: Member, role: Role) => {
    await change([[`/api/members/${id}`, { method: "PATCH", body: { role } }]], `${email} is ${role} now.`);
    await Promise.all([again(), client.invalidateQueries({ queryKey: ["me"] })]);
  };
  const makeCode = async ({ id }: Member) => {
    const made = await change<{ email: string; code: string }>([[`/api/members/${id}/code`, { method: "POST" }]]);
    setHanded(made?.[0] ?? null);
  };
  const remove = async ({ id, email }: Member) => {
    if ((await change([[`/api/members/${id}`, { method: "DELETE" }]], `${email} can't sign in any more.`)) === null)
      return;
    setLeaving(null);
    await again();
  };
  return (
    <Section title="Members" says="Who gets in, and what each may do. They sign in with a passkey, or a code by mail.">
      <NewMember onMade={() => void again()} />
      {fault !== null && leaving === null && (
        <Text size="sm" c="var(--worse)" role="alert" mb="xs">
          {fault}
        </Text>
      )}
      <Listing
        label="Members"
        columns={["Address", "Role", "Passkeys", "Last signed in"]}
        hasActions
        of={members}
        rows={members.data?.members}
        none="Nobody yet: you are in with the deployment's own token. Invite yourself as an owner first."
        waitHeight={120}
        row={(member) => (
          <Table.Tr key={member.id}>
            <Table.Td style={{ overflowWrap: "anywhere", minWidth: 150 }}>{member.email}</Table.Td>
            <Table.Td>
              <Select
                aria-label={`Role of ${member.email}`}
                size="xs"
                w={130}
                allowDeselect={false}
                disabled={isBusy}
                data={ROLE_CHOICES}
                value={member.role}
                onChange={(next) => isRole(next) && next !== member.role && void give(member, next)}
              />
            </Table.Td>
            <Table.Td>{member.passkeys === 1 ? "1 passkey" : `${member.passkeys} passkeys`}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>
              {member.seenAt === null ? "not signed in yet" : times.short(member.seenAt)}
            </Table.Td>
            <Table.Td>
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={`Make a code for ${member.email}`}
                onClick={() => void makeCode(member)}
              >
                Code
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Remove ${member.email}`}
                onClick={() => setLeaving(member)}
              >
                Remove
              </Button>
            </Table.Td>
          </Table.Tr>
        )}
      />
      <div aria-live="polite">
        {handed !== null && (
          <Text size="sm" mt="sm">
            {handed.email} signs in with the code <strong data-code>{handed.code}</strong>. It is good once, for ten
            minutes, in place of one by mail.
          </Text>
        )}
      </div>
      <Group component="dl" gap={4} mt="md" style={{ display: "block", margin: "16px 0 0" }}>
        {ROLE_CHOICES.map(({ value, label, says }) => (
          <Text key={value} size="sm" c="dimmed" component="div">
            <dt style={{ display: "inline", fontWeight: 600 }}>{label}:</dt>{" "}
            <dd style={{ display: "inline", margin: 0 }}>{says}.</dd>
          </Text>
        ))}
      </Group>
      {leaving !== null && (
        <Confirm
          title={`Remove ${leaving.email}?`}
          action="Remove"
          fault={fault}
          isBusy={isBusy}
          isGrave
          onConfirm={() => void remove(leaving)}
          onClose={() => setLeaving(null)}
        >
          <Text size="sm">Their sessions, passkeys and tokens end at once. What they made stays.</Text>
        </Confirm>
      )}
    </Section>
  );
}
