import { Tabs, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import { useMailSettings } from "#dashboard/api/mail.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { MailSettings } from "#dashboard/screens/mail/mail-settings.tsx";
import { Outbox } from "#dashboard/screens/mail/outbox.tsx";
import { Suppressed } from "#dashboard/screens/mail/suppressed.tsx";
import { useMe } from "#dashboard/api/me.ts";

const TABS = [
  { id: "sending", name: "How mail is sent", content: MailSettings, permission: "settings" },
  { id: "suppressed", name: "Not written to", content: Suppressed, permission: "read" },
  { id: "outbox", name: "Outbox", content: Outbox, permission: "settings" },
] as const;

/** How mail goes out, who is not written to, and on the local runtime what would have gone out. `?tab=` is the part. */
export default function Mail() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const isLocal = useMailSettings().data?.isLocal === true;
  const permissions = useMe().data?.permissions;
  const tabs = TABS.filter(
    ({ id, permission }) =>
      (id !== "outbox" || isLocal) && (permissions === undefined || permissions.includes(permission)),
  );
  const [first] = tabs;
  const tab = (tabs.find(({ id }) => id === new URLSearchParams(search).get("tab")) ?? first)?.id ?? "suppressed";
  return (
    <>
      <Title order={1} size="h2">
        Mail
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        What automations and digests need to write to people and to your team.
      </Text>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => navigate(path + searchWith(search, { tab: next === first?.id ? null : next, mail: null }))}
      >
        <Tabs.List mb="md" aria-label="Parts of mail">
          {tabs.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ id, content: Content }) => (
          <Tabs.Panel key={id} value={id}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
