import { Group, NumberInput, Radio, Stack, Switch, Text, TextInput } from "@mantine/core";
import { SpanInput } from "#dashboard/controls/people/span-input.tsx";
import { type Draft, isAboutSomebody } from "#dashboard/screens/automation/draft.ts";

/** How often, how much and at which hours it may act. */
export function LimitFields({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { when, again, quietHours, perHour } = draft;
  return (
    <Stack gap="md">
      {isAboutSomebody(when) && (
        <Radio.Group
          label="How often for one person?"
          value={again === null ? "once" : "again"}
          onChange={(next) =>
            onChange({ ...draft, again: next === "once" ? null : { after: { value: 30, unit: "day" } } })
          }
        >
          <Stack gap="xs" mt={6}>
            <Radio
              value="once"
              label="Once, for ever"
              description="Also if they leave and come back, or two people turn out to be one."
            />
            <Radio
              value="again"
              label={"audience" in when ? "Again after they left and came back" : "Again when it happens again"}
            />
            {again !== null && (
              <Group gap="xs" pl={32}>
                <Text size="sm" c="dimmed">
                  but at least
                </Text>
                <SpanInput
                  label="Time between two"
                  value={again.after}
                  onChange={(after) => onChange({ ...draft, again: { after } })}
                />
                <Text size="sm" c="dimmed">
                  after the last time
                </Text>
              </Group>
            )}
          </Stack>
        </Radio.Group>
      )}
      {isAboutSomebody(when) && (
        <div>
          <Switch
            label="Quiet hours"
            description="In the person's own time zone, where it is known. What falls into them is sent when they end."
            checked={quietHours !== null}
            onChange={(event) =>
              onChange({ ...draft, quietHours: event.currentTarget.checked ? { from: "21:00", to: "08:00" } : null })
            }
          />
          {quietHours !== null && (
            <Group gap="sm" mt="xs" pl={50}>
              <TextInput
                type="time"
                label="From"
                value={quietHours.from}
                onChange={(event) =>
                  event.currentTarget.value !== "" &&
                  onChange({ ...draft, quietHours: { ...quietHours, from: event.currentTarget.value } })
                }
              />
              <TextInput
                type="time"
                label="Until"
                value={quietHours.to}
                onChange={(event) =>
                  event.currentTarget.value !== "" &&
                  onChange({ ...draft, quietHours: { ...quietHours, to: event.currentTarget.value } })
                }
              />
            </Group>
          )}
        </div>
      )}
      <NumberInput
        label="At most an hour"
        description="What is above waits for the next hour, and you are told. So a mistake does not reach everybody."
        min={1}
        max={1_000_000}
        thousandSeparator=","
        maw={260}
        value={perHour}
        onChange={(next) => typeof next === "number" && next >= 1 && onChange({ ...draft, perHour: next })}
      />
    </Stack>
  );
}
