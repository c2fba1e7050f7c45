import type { FunnelStep } from "#core/answer.ts";
import { FunnelChart } from "#dashboard/charts/funnel.tsx";
import { number, percent } from "#dashboard/report/labels.ts";
import { stepName } from "#core/report/step-name.ts";
import type { FunnelShown } from "#dashboard/screens/funnels/funnel-result.tsx";
import { GroupsTable } from "#dashboard/screens/funnels/groups-table.tsx";
import { spanName, UNITS } from "#dashboard/screens/funnels/question.ts";
import { Skeleton, Text } from "@mantine/core";

/** The steps as bars; below them the groups, where there are some. */
export function StepsView({ answer, whole, question, onNumber }: FunnelShown) {
  const unit = UNITS[question.countBy ?? "uniques"];
  const steps = whole?.steps;
  const named = steps?.map((step, at) => ({ step, name: stepName(question, at) }));
  return (
    <>
      {named === undefined ? (
        <Skeleton height={300} m="md" w="auto" />
      ) : (
        <>
          <Text px="md" pt="sm" size="sm">
            {sumOf(steps, unit)} within {spanName(question.window)}.
          </Text>
          <FunnelChart
            steps={named}
            unit={unit}
            onReached={(at) => onNumber({ step: at + 1 })}
            onDropped={(at) => onNumber({ step: at + 1, dropped: true })}
          />
        </>
      )}
      {answer.breakdown && (
        <GroupsTable groups={answer.breakdown} whole={steps} question={question} onNumber={onNumber} />
      )}
    </>
  );
}

function sumOf(steps: FunnelStep[] | undefined, unit: readonly [string, string]): React.ReactNode {
  const [first, last] = [steps?.[0], steps?.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <>
      <b>{percent(last.percentOfFirst)}</b> convert: {number(last.count)} of {number(first.count)}{" "}
      {first.count === 1 ? unit[0] : unit[1]} get to the last step
    </>
  );
}
