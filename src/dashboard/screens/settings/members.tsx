import "#dashboard/report/stacked.css";
import { Button, Group, Select, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "#core/access.ts";
import { call } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
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
  const { change, fault, isBusy } = useChange();
  const times = useTimes();
  const again = () => client.invalidateQueries({ queryKey: ["members"] });
  const give = async ({ id, email }: Member, role: Role) => {
    await change([[`/api/members/${id}`, { method: "PATCH", body: { role } }]], `${email} is ${role} now.`);
    await Promise.all([again(), client.invalidateQueries({ queryKey: ["me"] })]);
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
      {members.error !== null && <Trouble error={members.error} again={() => void members.refetch()} />}
      {members.isPending && <Waiting height={120} />}
      {members.data?.members.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody yet: you are in with the deployment's own token. Invite yourself as an owner first.
        </Text>
      )}
      {members.data !== undefined && members.data.members.length > 0 && (
        <div className="scroll-x stacked">
          <Table verticalSpacing="xs" aria-label="Members">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Address</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>Passkeys</Table.Th>
                <Table.Th>Last signed in</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.data.members.map((member) => (
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
                  <Table.Td>{member.passkeys}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {member.seenAt === null ? "not yet" : times.short(member.seenAt)}
                  </Table.Td>
                  <Table.Td>
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
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
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
