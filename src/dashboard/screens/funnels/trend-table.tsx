import { Table, Text } from "@mantine/core";
import type { FunnelCell } from "#core/question/funnel.ts";
import { number, percent } from "#dashboard/report/labels.ts";
import { useGridKeys } from "#dashboard/report/use-grid-keys.ts";
import type { TrendLine } from "#dashboard/screens/funnels/trend-view.tsx";

/** The numbers of the trend, newest first: who converted and who didn't, of each line. */
export function TrendTable({
  lines,
  labels,
  onNumber,
}: {
  lines: readonly TrendLine[];
  labels: readonly string[];
  onNumber: (cell: FunnelCell) => void;
}) {
  const grid = useGridKeys();
  const places = labels.map((_, at) => at).toReversed();
  return (
    <div className="scroll-x first-stays" style={{ maxHeight: 420, overflowY: "auto", marginBottom: 12 }} {...grid}>
      <Table
        verticalSpacing={6}
        horizontalSpacing="md"
        highlightOnHover
        aria-label="Conversion over time"
        // One line's numbers stay near their days.
        style={lines.length === 1 ? { width: "auto", minWidth: 340 } : undefined}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={130}>Entered</Table.Th>
            {lines.map(({ name, colour }) => (
              <Table.Th key={name} ta="right" miw={150}>
                <span className="funnel-dot" style={{ background: colour }} /> {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {places.map((at, row) => (
            <Table.Tr key={labels[at]}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                {labels[at]}
                {lines[0]?.points[at]?.final === false && (
                  <abbr title="Who entered then may still convert" style={{ textDecoration: "none" }}>
                    {" "}
                    *
                  </abbr>
                )}
              </Table.Td>
              {lines.map(({ group, name, points }, column) => {
                const point = points[at];
                if (point === undefined) return <Table.Td key={name} />;
                const of = { bucket: point.bucket, ...(group !== null && { breakdown: group }) };
                const when = `entered ${labels[at] ?? ""}${group === null ? "" : `, ${name}`}`;
                return (
                  <Table.Td key={name} ta="right" style={{ whiteSpace: "nowrap" }}>
                    <b className="number">{percent(point.rate)}</b>{" "}
                    <Text span size="sm" c="dimmed">
                      <button
                        type="button"
                        className="behind"
                        data-cell={`${row} ${column * 2}`}
                        tabIndex={row === 0 && column === 0 ? 0 : -1}
                        aria-label={`${number(point.converted)} converted, ${when}: show the list`}
                        onClick={() => onNumber(of)}
                      >
                        {number(point.converted)}
                      </button>{" "}
                      of {number(point.entered)},{" "}
                      <button
                        type="button"
                        className="behind"
                        data-cell={`${row} ${column * 2 + 1}`}
                        tabIndex={-1}
                        aria-label={`${number(point.entered - point.converted)} not converted, ${when}: show the list`}
                        onClick={() => onNumber({ ...of, dropped: true })}
                      >
                        {number(point.entered - point.converted)} not
                      </button>
                    </Text>
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
