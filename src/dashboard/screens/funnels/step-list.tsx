import { Button, Group, Stack } from "@mantine/core";
import type { Selector } from "#core/question.ts";
import { IconGripVertical, IconPlus } from "#dashboard/icons.ts";
import { selectorName } from "#dashboard/report/labels.ts";
import {
  eventsOf,
  isChosen,
  moved,
  MOST_STEPS,
  OPEN_STEP,
  settled,
  stepOf,
} from "#dashboard/screens/funnels/question.ts";
import { StepEventRow } from "#dashboard/screens/funnels/step-row.tsx";
import { useReorder } from "#dashboard/screens/funnels/use-reorder.ts";

/** The steps of a funnel: each one event or one of several, in an order that grips change. */
export function StepList({ steps, onChange }: { steps: readonly Selector[]; onChange: (steps: Selector[]) => void }) {
  const nameOf = (at: number) => {
    const step = steps[at];
    return step !== undefined && isChosen(step) ? selectorName(settled(step)) : "The open step";
  };
  const { list, grip, drag, said } = useReorder(steps.length, nameOf, (from, to) => onChange(moved(steps, from, to)));
  const setStep = (at: number, step: Selector | null) =>
    onChange(steps.flatMap((one, place) => (place === at ? (step ?? []) : one)));
  return (
    <Stack gap={8}>
      <ol ref={list} className="funnel-steps" aria-label="Steps">
        {steps.map((step, at) => {
          const events = eventsOf(step);
          return (
            <li
              // A step is its place.
              // oxlint-disable-next-line no-array-index-key
              key={at}
              className="funnel-step"
              data-dragged={drag?.from === at}
              data-aim={
                drag !== null && drag.to === at && drag.from !== at
                  ? drag.to > drag.from
                    ? "below"
                    : "above"
                  : undefined
              }
              style={drag?.from === at ? { transform: `translateY(${drag.by}px)` } : undefined}
            >
              <button
                type="button"
                className="funnel-grip"
                aria-label={`Step ${at + 1}, ${nameOf(at)}: move it with the arrow keys, or drag it`}
                {...grip(at)}
              >
                <IconGripVertical size={16} aria-hidden />
                <b>{at + 1}</b>
              </button>
              <Stack gap={6}>
                {events.map((event, place) => (
                  <StepEventRow
                    // oxlint-disable-next-line no-array-index-key
                    key={place}
                    label={place === 0 ? `Event of step ${at + 1}` : `Other event ${place} of step ${at + 1}`}
                    isOther={place > 0}
                    value={event}
                    onChange={(next) => setStep(at, stepOf(events.with(place, next)))}
                    onRemove={() =>
                      setStep(
                        at,
                        events.length > 1 ? stepOf(events.toSpliced(place, 1)) : steps.length > 2 ? null : OPEN_STEP,
                      )
                    }
                    actions={
                      place === events.length - 1 && (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          aria-label={`Or another event in step ${at + 1}`}
                          onClick={() => setStep(at, stepOf([...events, { event: "" }]))}
                        >
                          or …
                        </Button>
                      )
                    }
                  />
                ))}
              </Stack>
            </li>
          );
        })}
      </ol>
      <Group>
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={14} />}
          disabled={steps.length >= MOST_STEPS}
          onClick={() => onChange([...steps, OPEN_STEP])}
        >
          Add step
        </Button>
      </Group>
      <div className="visually-hidden" aria-live="polite">
        {said}
      </div>
    </Stack>
  );
}
