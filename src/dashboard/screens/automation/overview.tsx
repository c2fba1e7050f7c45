import "#dashboard/screens/automation/automation.css";
import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import { useParams } from "wouter";
import { useAutomation } from "#dashboard/api/automations.ts";
import { IconAlertTriangle } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { BackLink } from "#dashboard/report/back-link.tsx";
import { isMissing, Missing } from "#dashboard/report/missing.tsx";
import { useTitle } from "#dashboard/report/use-title.ts";
import { AutomationHeader } from "#dashboard/screens/automation/automation-header.tsx";
import { History } from "#dashboard/screens/automation/history.tsx";

/** One automation: what it does, and what came of it for whom. `?person=` is whom the history is about. */
export function Overview() {
  const id = Number(useParams()["id"]);
  const { data, error, refetch } = useAutomation(id);
  useTitle(data?.name);
  return (
    <>
      <BackLink href="/automations">All automations</BackLink>
      {isMissing(error) && <Missing title="There is no such automation">It may have been deleted.</Missing>}
      {error !== null && !isMissing(error) && data === undefined && (
        <Trouble error={error} again={() => void refetch()} />
      )}
      {error === null && data === undefined && (
        <Stack role="status" aria-label="Loading">
          <Skeleton height={56} maw={420} />
          <Skeleton height={240} />
        </Stack>
      )}
      {data !== undefined && !isMissing(error) && (
        <>
          <AutomationHeader automation={data} />
          {data.stopped !== null && (
            <Alert
              mb="md"
              color="red"
              variant="light"
              icon={<IconAlertTriangle size={18} />}
              title="It stopped by itself"
            >
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {data.stopped} Change it, then switch it on again.
              </Text>
            </Alert>
          )}
          <History automation={data} />
        </>
      )}
    </>
  );
}
