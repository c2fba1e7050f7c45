import "#dashboard/screens/plan/plan.css";
import { plannedKeyOf, type PlannedKey } from "#dashboard/screens/plan/planned-key.ts";
import { Stack, Title } from "@mantine/core";
import { type Plan, usePlan } from "#dashboard/api/tracking-plan.ts";
import { OneOfMany } from "#dashboard/report/one-of-many.tsx";
import { useSearch } from "#dashboard/report/search.ts";
import { useTitle } from "#dashboard/report/use-title.ts";
import { EventEditor } from "#dashboard/screens/plan/event-editor.tsx";
import { HeldEvents } from "#dashboard/screens/plan/held-events.tsx";
import { NewEvent } from "#dashboard/screens/plan/new-event.tsx";
import { ViolationList } from "#dashboard/screens/plan/violation-list.tsx";
import { KIND_WORDS, plannedName } from "#dashboard/screens/plan/words.ts";

/** One event of the plan, or one that could be: what it should look like, and what came that doesn't. */
export default function PlannedEvent() {
  const plan = usePlan();
  const event = plannedKeyOf(useSearch());
  useTitle(event === null ? "Plan an event" : plannedName(event));
  return (
    <OneOfMany of={plan} back="Tracking plan" backTo="/plan" missing="There is no plan">
      {(known) => (event === null ? <NewEvent /> : <Known plan={known} event={event} />)}
    </OneOfMany>
  );
}

function Known({ plan, event }: { plan: Plan; event: PlannedKey }) {
  const { kind, name } = event;
  const planned = plan.events.find((one) => one.kind === kind && one.name === name) ?? null;
  return (
    <>
      <Title order={1} size="h2" mb="md" style={{ overflowWrap: "anywhere" }}>
        {plannedName(event)}
        {name !== "" && kind !== "track" && ` (${KIND_WORDS[kind].one.toLowerCase()})`}
      </Title>
      <div className="plan-parts">
        <EventEditor key={`${kind} ${name} ${planned?.updatedAt ?? ""}`} event={event} planned={planned} />
        <Stack gap="md">
          <ViolationList event={event} />
          <HeldEvents event={event} />
        </Stack>
      </div>
    </>
  );
}
