import { Tabs, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { About } from "#dashboard/screens/settings/about.tsx";
import { DeadLetters } from "#dashboard/screens/settings/dead-letters.tsx";
import { General } from "#dashboard/screens/settings/general.tsx";
import { Storage } from "#dashboard/screens/settings/storage.tsx";
import { Suppressions } from "#dashboard/screens/settings/suppressions.tsx";
import { Tokens } from "#dashboard/screens/settings/tokens.tsx";
import { Warnings } from "#dashboard/screens/settings/warnings.tsx";

const SECTIONS = [
  { id: "general", name: "General", content: General },
  { id: "tokens", name: "Admin tokens", content: Tokens },
  { id: "storage", name: "Storage", content: Storage },
  { id: "suppressed", name: "Suppressed people", content: Suppressions },
  { id: "warnings", name: "Warnings", content: Warnings },
  { id: "dead-letters", name: "Not stored", content: DeadLetters },
  { id: "about", name: "About", content: About },
] as const;

/** The workspace's settings; `?tab=` is the section. */
export default function Settings() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const tab = SECTIONS.find(({ id }) => id === new URLSearchParams(search).get("tab"))?.id ?? "general";
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
          {SECTIONS.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {SECTIONS.map(({ id, content: Content }) => (
          <Tabs.Panel key={id} value={id} maw={860}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
