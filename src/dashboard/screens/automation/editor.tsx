import "#dashboard/screens/automation/automation.css";
import { Skeleton, Text, Title } from "@mantine/core";
import { useParams } from "wouter";
import { type Automation, useAutomation } from "#dashboard/api/automations.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { BackLink } from "#dashboard/report/back-link.tsx";
import { isMissing, Missing } from "#dashboard/report/missing.tsx";
import { useSearch } from "#dashboard/report/search.ts";
import { AutomationForm } from "#dashboard/screens/automation/automation-form.tsx";
import { draftOf, newDraft } from "#dashboard/screens/automation/draft.ts";

/** Makes an automation, or changes one. `?audience=` is the one that a new automation begins with. */
export function Editor() {
  const given = useParams()["id"];
  const id = given === undefined ? null : Number(given);
  const { data, error, refetch } = useAutomation(id);
  if (id === null) return <Page automation={null} />;
  if (isMissing(error)) return <Missing title="There is no such automation">It may have been deleted.</Missing>;
  if (data !== undefined) return <Page key={id} automation={data} />;
  return error === null ? (
    <Skeleton height={420} role="status" aria-label="Loading" />
  ) : (
    <Trouble error={error} again={() => void refetch()} />
  );
}

function Page({ automation }: { automation: Automation | null }) {
  const audience = Number(new URLSearchParams(useSearch()).get("audience") ?? 0);
  const start = automation === null ? newDraft(Number.isInteger(audience) ? audience : 0) : draftOf(automation);
  return (
    <>
      <BackLink href={automation === null ? "/automations" : `/automations/${automation.id}`}>
        {automation?.name ?? "All automations"}
      </BackLink>
      <Title order={1} size="h2">
        {automation === null ? "New automation" : "Change the automation"}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {automation?.enabled === true
          ? "It is on: what you save holds from the next person on."
          : "It stays off until you switch it on."}
      </Text>
      <AutomationForm automation={automation} start={start} />
    </>
  );
}
