import { useAutomations } from "#dashboard/api/automations.ts";
import { Collection } from "#dashboard/report/collection.tsx";
import { AutomationRow } from "#dashboard/screens/automations/automation-row.tsx";
import { WorkspaceLimits } from "#dashboard/screens/automations/workspace-limits.tsx";

const NONE = {
  title: "Nothing happens by itself yet",
  says:
    "An automation waits for somebody to enter an audience or to do something, for a number to be striking, or for the " +
    "clock. Then it writes to them, to your team, or calls another tool. It is off until you switch it on.",
};

/** What happens by itself, each rule as a sentence. */
export default function Automations() {
  const automations = useAutomations();
  return (
    <>
      <Collection
        title="Automations"
        says="What happens by itself: an e-mail, a message, a call, once somebody is like this or does that."
        make="New automation"
        makeAt="/automations/new"
        permission="automate"
        of={automations}
        all={automations.data?.automations}
        rowHeight={84}
        row={(automation) => <AutomationRow key={automation.id} automation={automation} />}
        none={NONE}
      />
      <WorkspaceLimits />
    </>
  );
}
