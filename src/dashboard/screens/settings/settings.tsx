import { Tabs, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import { useMe } from "#dashboard/api/me.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { About } from "#dashboard/screens/settings/about.tsx";
import { Account } from "#dashboard/screens/settings/account.tsx";
import { AuditLog } from "#dashboard/screens/settings/audit-log.tsx";
import { DeadLetters } from "#dashboard/screens/settings/dead-letters.tsx";
import { General } from "#dashboard/screens/settings/general.tsx";
import { Storage } from "#dashboard/screens/settings/storage.tsx";
import { Members } from "#dashboard/screens/settings/members.tsx";
import { Suppressions } from "#dashboard/screens/settings/suppressions.tsx";
import { Sessions } from "#dashboard/screens/settings/sessions.tsx";
import { Tokens } from "#dashboard/screens/settings/tokens.tsx";
import { Warnings } from "#dashboard/screens/settings/warnings.tsx";

const AllSessions = () => <Sessions />;

/** Each with what one has to be allowed to see it. */
const SECTIONS = [
  { id: "general", name: "General", content: General, permission: "read" },
  { id: "account", name: "You", content: Account, permission: null },
  { id: "members", name: "Members", content: Members, permission: "access" },
  { id: "sessions", name: "Sessions", content: AllSessions, permission: "access" },
  { id: "tokens", name: "API tokens", content: Tokens, permission: "tokens" },
  { id: "audit", name: "Audit log", content: AuditLog, permission: "access" },
  { id: "storage", name: "Storage", content: Storage, permission: "read" },
  { id: "suppressed", name: "Suppressed people", content: Suppressions, permission: "people" },
  { id: "warnings", name: "Warnings", content: Warnings, permission: "read" },
  { id: "dead-letters", name: "Not stored", content: DeadLetters, permission: "operate" },
  { id: "about", name: "About", content: About, permission: null },
] as const;

/** The workspace's settings; `?tab=` is the section. */
export default function Settings() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const permissions = useMe().data?.permissions;
  const sections = SECTIONS.filter(
    ({ permission }) => permission === null || permissions === undefined || permissions.includes(permission),
  );
  const tab = sections.find(({ id }) => id === new URLSearchParams(search).get("tab"))?.id ?? "general";
  return (
    <>
      <Title order={1} size="h2">
        Settings
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        For everybody who uses this workspace.
      </Text>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate(path + searchWith(search, { tab: next === "general" ? null : next }))}
      >
        <Tabs.List mb="md" aria-label="Sections">
          {sections.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map(({ id, content: Content }) => (
          <Tabs.Panel key={id} value={id} maw={860}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
