import "#dashboard/screens/plan/plan.css";
import { Button, Group, Stack, Tabs, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useEvents } from "#dashboard/api/schema.ts";
import { type Plan, useHeld, usePlan, useViolations } from "#dashboard/api/tracking-plan.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { May } from "#dashboard/controls/may.tsx";
import { IconSparkles } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { useNow } from "#dashboard/report/use-now.ts";
import { useTitle } from "#dashboard/report/use-title.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { listEvents } from "#dashboard/screens/plan/event-list.ts";
import { EventRows } from "#dashboard/screens/plan/event-rows.tsx";
import { HeldEvents } from "#dashboard/screens/plan/held-events.tsx";
import { MoreWithPlan } from "#dashboard/screens/plan/more-with-plan.tsx";
import { UnplannedChoice } from "#dashboard/screens/plan/unplanned-choice.tsx";

/** What events should look like, what comes that doesn't, and what is kept aside. `?tab=held` is the latter. */
export default function TrackingPlan() {
  useTitle("Tracking plan");
  const plan = usePlan();
  return (
    <>
      <Header isEmpty={plan.data?.events.length === 0} />
      {plan.error !== null && plan.data === undefined && (
        <Trouble error={plan.error} again={() => void plan.refetch()} />
      )}
      {plan.isPending && <Waiting height={320} />}
      {plan.data !== undefined && <Known plan={plan.data} />}
    </>
  );
}

function Header({ isEmpty }: { isEmpty: boolean }) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const generate = async () => {
    const made = await change<{ made: number; left: number }>([["/api/tracking-plan/generate", { method: "POST" }]]);
    if (made !== null) await client.invalidateQueries({ queryKey: ["plan"] });
  };
  return (
    <Group justify="space-between" align="flex-end" mb="md" gap="sm">
      <div style={{ flex: "1 1 320px" }}>
        <Title order={1} size="h2">
          Tracking plan
        </Title>
        <Text c="dimmed" size="sm">
          Which events there are, what each has to say, and what happens to those that don&apos;t.
        </Text>
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
      </div>
      <Group gap="xs">
        <May permission="plan">
          <Button
            variant={isEmpty ? "filled" : "default"}
            leftSection={<IconSparkles size={16} />}
            loading={isBusy}
            onClick={() => void generate()}
          >
            Propose from what came
          </Button>
        </May>
        <MoreWithPlan />
      </Group>
    </Group>
  );
}

function Known({ plan }: { plan: Plan }) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const now = useNow(60_000);
  const seen = useEvents("", 500);
  const violations = useViolations();
  const held = useHeld().data?.pages[0]?.total ?? 0;
  const tab = new URLSearchParams(search).get("tab") === "held" ? "held" : "events";
  const { planned, unplanned } = listEvents(plan, seen.data?.events ?? [], violations.data?.issues ?? [], now);
  const trouble = seen.error ?? violations.error;
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) => navigate(path + searchWith(search, { tab: next === "held" ? next : null }))}
    >
      <Tabs.List mb="md" aria-label="Parts of the plan">
        <Tabs.Tab value="events">Events</Tabs.Tab>
        <Tabs.Tab value="held">Kept aside{held > 0 ? ` (${number(held)})` : ""}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="events">
        <Stack gap="md">
          {trouble !== null && (
            <Trouble error={trouble} again={() => void Promise.all([seen.refetch(), violations.refetch()])} />
          )}
          {planned.length === 0 && <NothingPlanned />}
          {planned.length > 0 && <UnplannedChoice plan={plan} />}
          <EventRows title="In the plan" events={planned} />
          <EventRows title="Not in the plan" events={unplanned} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="held">
        <HeldEvents event={null} />
      </Tabs.Panel>
    </Tabs>
  );
}

const NothingPlanned = () => (
  <Stack align="center" p="xl" gap="sm" className="card">
    <Text fw={600}>Nothing is planned yet</Text>
    <Text size="sm" c="dimmed" ta="center" maw={520}>
      A plan says what each event has to carry, so that a changed name or a price that became text is found on the day
      it happens. Propose one from what came: you look at each event, change what you like, and accept it. Until then
      every event is stored as it comes.
    </Text>
  </Stack>
);
