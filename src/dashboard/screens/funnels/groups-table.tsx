import { Table, Text } from "@mantine/core";
import type { FunnelStep } from "#core/answer.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import { partStyle } from "#dashboard/charts/heat.ts";
import { groupName, number, percent, propertyName } from "#dashboard/report/labels.ts";
import { useGridKeys } from "#dashboard/report/use-grid-keys.ts";
import { stepName } from "#core/report/step-name.ts";
import type { FunnelAsked } from "#dashboard/screens/funnels/question.ts";

/** The steps of each group, those who reached and those who didn't; arrow keys go from number to number. */
export function GroupsTable({
  groups,
  whole,
  question,
  onNumber,
}: {
  groups: Record<string, FunnelStep[]>;
  whole: FunnelStep[] | undefined;
  question: FunnelAsked;
  onNumber: (cell: FunnelCell) => void;
}) {
  const grid = useGridKeys();
  const key = [question.breakdown?.key ?? []].flat().map(propertyName).join(", ");
  const rows: { group: string | null; name: string; steps: FunnelStep[] }[] = [
    ...(whole === undefined ? [] : [{ group: null, name: "Everybody", steps: whole }]),
    ...Object.entries(groups).map(([group, steps]) => ({ group, name: groupName(group), steps })),
  ];
  return (
    <div className="scroll-x first-stays" {...grid}>
      <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover aria-label={`By ${key}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={140}>{key}</Table.Th>
            <Table.Th miw={150}>Conversion</Table.Th>
            {question.steps.map((_, at) => (
              // oxlint-disable-next-line no-array-index-key
              <Table.Th key={at} ta="right" miw={120}>
                <Text size="sm" fw={600} truncate maw={180} ml="auto" title={stepName(question, at)}>
                  {at + 1}. {stepName(question, at)}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ group, name, steps }, row) => {
            const rate = steps.at(-1)?.percentOfFirst ?? 0;
            const of = group === null ? {} : { breakdown: group };
            return (
              <Table.Tr key={group ?? "$all"} data-group={group ?? "$all"}>
                <Table.Td>
                  <Text size="sm" fw={group === null ? 650 : 500} truncate maw={200} title={name}>
                    {name}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <span className="funnel-rate" style={partStyle(rate)}>
                    <i aria-hidden />
                    <b className="number">{percent(rate)}</b>
                  </span>
                </Table.Td>
                {steps.map((step, at) => (
                  // oxlint-disable-next-line no-array-index-key
                  <Table.Td key={at} ta="right">
                    <button
                      type="button"
                      className="behind"
                      data-cell={`${row * 2} ${at}`}
                      tabIndex={row === 0 && at === 0 ? 0 : -1}
                      style={{ fontWeight: 600 }}
                      aria-label={`${number(step.count)} of ${name} reached ${stepName(question, at)}: show the list`}
                      onClick={() => onNumber({ step: at + 1, ...of })}
                    >
                      {number(step.count)}
                    </button>
                    {step.dropped !== null && (
                      <div>
                        <button
                          type="button"
                          className="behind funnel-lost"
                          data-cell={`${row * 2 + 1} ${at}`}
                          tabIndex={-1}
                          aria-label={`${number(step.dropped)} stopped before ${stepName(question, at)}, of ${name}: show the list`}
                          onClick={() => onNumber({ step: at + 1, dropped: true, ...of })}
                        >
                          {number(step.dropped)} stopped
                        </button>
                      </div>
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
