import { Alert, Radio, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useSettings, type WorkspaceSettings } from "#dashboard/api/workspace.ts";
import { useNow } from "#dashboard/report/use-now.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { PRIVACIES } from "#dashboard/screens/settings/privacies.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { useSaveSettings } from "#dashboard/screens/settings/use-save-settings.ts";
import { zoneOptions } from "#dashboard/screens/settings/zones.ts";
import { useMay } from "#dashboard/api/me.ts";

/** The calendar of reports and the privacy of addresses. Each choice is saved as it is made. */
export function General() {
  const settings = useSettings();
  if (settings.error !== null) return <Trouble error={settings.error} again={() => void settings.refetch()} />;
  if (!settings.data)
    return (
      <Stack aria-label="Loading">
        <Skeleton height={230} />
        <Skeleton height={280} />
      </Stack>
    );
  return <Choices settings={settings.data} />;
}

function Choices({ settings }: { settings: WorkspaceSettings }) {
  const { save, fault, isBusy: isSaving } = useSaveSettings();
  // Who may not choose sees what was chosen.
  const isBusy = !useMay("settings") || isSaving;
  const { timezone, weekStart, ipPrivacy } = settings;
  return (
    <>
      {fault !== null && (
        <Alert color="red" variant="light" role="alert" mb="md" title="This was not saved">
          {fault}
        </Alert>
      )}
      <Section
        title="Calendar"
        says="When a day and a week begin in every report. A report can use another zone by itself."
      >
        <Stack gap="md">
          <div>
            <Select
              label="Time zone"
              description="Search by city or region."
              searchable
              allowDeselect={false}
              maxDropdownHeight={320}
              nothingFoundMessage="No zone of this name"
              maw={420}
              disabled={isBusy}
              data={zoneOptions(timezone)}
              value={timezone}
              onChange={(next) => {
                if (next !== null && next !== timezone) void save({ timezone: next }, `Reports are in ${next} now.`);
              }}
            />
            <LocalTime zone={timezone} />
          </div>
          <div>
            <Text size="sm" fw={500} mb={4} id="week-start">
              Weeks begin on
            </Text>
            <SegmentedControl
              aria-labelledby="week-start"
              disabled={isBusy}
              data={[
                { value: "monday", label: "Monday" },
                { value: "sunday", label: "Sunday" },
              ]}
              value={weekStart}
              onChange={(next) => {
                const day = next === "monday" ? ("monday" as const) : ("sunday" as const);
                void save({ weekStart: day }, `Weeks begin on ${day === "monday" ? "Monday" : "Sunday"} now.`);
              }}
            />
          </div>
        </Stack>
      </Section>
      <Section
        title="Visitors' addresses"
        says="A visitor's IP address is personal data in many countries. City and country are found before it is shortened or dropped, so your maps and breakdowns stay the same."
      >
        <Radio.Group
          aria-label="What is kept of a visitor's address"
          value={ipPrivacy}
          onChange={(next) => {
            const chosen = PRIVACIES.find(({ value }) => value === next);
            if (chosen) void save({ ipPrivacy: chosen.value }, chosen.saved);
          }}
        >
          <Stack gap="sm">
            {PRIVACIES.map(({ value, label, description }) => (
              <Radio key={value} value={value} label={label} description={description} disabled={isBusy} />
            ))}
          </Stack>
        </Radio.Group>
        <Text size="sm" c="dimmed" mt="md">
          Holds for every event that comes from now on, within a minute everywhere. What is stored already stays as it
          is.
        </Text>
      </Section>
    </>
  );
}

function LocalTime({ zone }: { zone: string }) {
  const now = useNow(30_000);
  const time = new Intl.DateTimeFormat(undefined, { timeZone: zone, dateStyle: "full", timeStyle: "short" });
  return (
    <Text size="sm" c="dimmed" mt={6}>
      There it is {time.format(now)}.
    </Text>
  );
}
