import { Anchor, Group, Select, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Trigger } from "#core/automation.ts";
import { useAudiences } from "#dashboard/api/audiences.ts";
import { EventPicker } from "#dashboard/controls/event-picker.tsx";
import { FilterBuilder } from "#dashboard/controls/filter-builder.tsx";
import { sentenceOfWhere } from "#dashboard/controls/people/people-question.ts";
import { number } from "#dashboard/report/labels.ts";
import { newTrigger, triggerKind, TRIGGERS } from "#dashboard/screens/automation/draft.ts";
import { OperationFields } from "#dashboard/screens/automation/operation-fields.tsx";
import { ReportFields } from "#dashboard/screens/automation/report-fields.tsx";
import { ScheduleFields } from "#dashboard/screens/automation/schedule-fields.tsx";

/** What the automation waits for. */
export function WhenFields({ when, onChange }: { when: Trigger; onChange: (when: Trigger) => void }) {
  const kind = triggerKind(when);
  return (
    <Stack gap="sm">
      <Select
        label="It acts when"
        allowDeselect={false}
        data={TRIGGERS}
        value={kind}
        onChange={(next) => {
          const chosen = TRIGGERS.find(({ value }) => value === next)?.value;
          if (chosen !== undefined && chosen !== kind)
            onChange(newTrigger(chosen, "audience" in when ? when.audience : 0));
        }}
      />
      {"audience" in when && <AudienceField when={when} onChange={onChange} />}
      {"event" in when && <EventFields when={when} onChange={onChange} />}
      {"report" in when && <ReportFields when={when} onChange={onChange} />}
      {"schedule" in when && <ScheduleFields when={when} onChange={onChange} />}
      {"operation" in when && <OperationFields when={when} onChange={onChange} />}
    </Stack>
  );
}

function AudienceField({
  when,
  onChange,
}: {
  when: Extract<Trigger, { audience: number }>;
  onChange: (when: Trigger) => void;
}) {
  const audiences = useAudiences().data?.audiences;
  const chosen = audiences?.find(({ id }) => id === when.audience);
  return (
    <Select
      label="Audience"
      required
      searchable
      allowDeselect={false}
      placeholder="Choose an audience"
      nothingFoundMessage="No audience of this name"
      description={
        audiences?.length === 0 ? (
          <>
            There is none yet.{" "}
            <Anchor component={Link} href="/audiences/new" inherit underline="always">
              Make one first
            </Anchor>
            .
          </>
        ) : (
          chosen && `${sentenceOfWhere(chosen.where)}: ${number(chosen.size)} now.`
        )
      }
      data={(audiences ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      value={when.audience === 0 ? null : String(when.audience)}
      onChange={(id) => onChange({ ...when, audience: Number(id) })}
    />
  );
}

function EventFields({
  when,
  onChange,
}: {
  when: Extract<Trigger, { event: unknown }>;
  onChange: (when: Trigger) => void;
}) {
  const { event: selector } = when;
  if ("anyOf" in selector) return <Text size="sm">One of several events, written elsewhere.</Text>;
  const { event, filter } = selector;
  return (
    <>
      <EventPicker
        label="Event"
        required
        placeholder="Choose an event"
        withAny
        value={event === "" ? undefined : event}
        onChange={(picked) => onChange({ event: { event: picked, ...(filter && { filter }) } })}
      />
      <Group gap="xs" align="flex-start">
        <Text size="sm" c="dimmed" pt={4}>
          where
        </Text>
        <FilterBuilder
          label="Where"
          filter={filter}
          event={event ?? undefined}
          onChange={(next) => onChange({ event: { event, ...(next && { filter: next }) } })}
        />
      </Group>
    </>
  );
}
