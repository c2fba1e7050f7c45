import "#dashboard/screens/automation/automation.css";
import { Alert, Text } from "@mantine/core";
import { useParams } from "wouter";
import { useAutomation } from "#dashboard/api/automations.ts";
import { IconAlertTriangle } from "#dashboard/icons.ts";
import { OneOfMany } from "#dashboard/report/one-of-many.tsx";
import { useTitle } from "#dashboard/report/use-title.ts";
import { AutomationHeader } from "#dashboard/screens/automation/automation-header.tsx";
import { History } from "#dashboard/screens/automation/history.tsx";

/** One automation: what it does, and what came of it for whom. `?person=` is whom the history is about. */
export function Overview() {
  const id = Number(useParams()["id"]);
  const automation = useAutomation(id);
  useTitle(automation.data?.name);
  return (
    <OneOfMany of={automation} back="All automations" backTo="/automations" missing="There is no such automation">
      {(known) => (
        <>
          <AutomationHeader automation={known} />
          {known.stopped !== null && (
            <Alert
              mb="md"
              color="red"
              variant="light"
              icon={<IconAlertTriangle size={18} />}
              title="It stopped by itself"
            >
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {known.stopped} Change it, then switch it on again.
              </Text>
            </Alert>
          )}
          <History automation={known} />
        </>
      )}
    </OneOfMany>
  );
}
