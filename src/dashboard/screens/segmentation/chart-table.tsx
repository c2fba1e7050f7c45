import { Button, Checkbox, Group, Table, Text } from "@mantine/core";
import { useState } from "react";
import type { SegmentationRow } from "#core/answer.ts";
import { useGridKeys } from "#dashboard/report/use-grid-keys.ts";
import { number } from "#dashboard/report/labels.ts";
import { Change } from "#dashboard/report/change.tsx";

export interface TableLine {
  row: SegmentationRow;
  name: string;
  colour: string;
  previous: SegmentationRow | undefined;
}

/** Buckets shown at first: the newest ones. */
const FIRST_BUCKETS = 14;

/** All lines with all their numbers; each opens the people behind it. Arrow keys go from number to number. */
export function ChartTable({
  lines,
  labels,
  isDrawn,
  canToggle,
  incomplete,
  onToggle,
  onNumber,
}: {
  lines: readonly TableLine[];
  labels: readonly string[];
  isDrawn: (name: string, place: number) => boolean;
  canToggle: boolean;
  incomplete: number;
  onToggle: (name: string) => void;
  /** bucket: its place; null: the total */
  onNumber: (line: number, bucket: number | null) => void;
}) {
  const [showsAll, setShowsAll] = useState(false);
  const from = showsAll ? 0 : Math.max(0, labels.length - FIRST_BUCKETS);
  const grid = useGridKeys();
  return (
    <>
      <div className="scroll-x first-stays" {...grid}>
        <Table verticalSpacing={6} horizontalSpacing="md" stickyHeader={false} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={220}>Name</Table.Th>
              <Table.Th ta="right">Total</Table.Th>
              {labels.slice(from).map((label, at) => (
                <Table.Th key={label} ta="right" fw={500} style={{ whiteSpace: "nowrap" }}>
                  {label}
                  {from + at >= labels.length - incomplete && (
                    <abbr title="This bucket isn't over yet" style={{ textDecoration: "none" }}>
                      {" "}
                      *
                    </abbr>
                  )}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ row, name, colour, previous }, place) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <Group gap={8} wrap="nowrap">
                    {canToggle && (
                      <Checkbox
                        size="xs"
                        checked={isDrawn(name, place)}
                        onChange={() => onToggle(name)}
                        aria-label={`Draw ${name}`}
                      />
                    )}
                    <span style={{ width: 9, height: 9, borderRadius: "50%", background: colour, flex: "none" }} />
                    <Text size="sm" truncate maw={260} title={name}>
                      {name}
                    </Text>
                  </Group>
                </Table.Td>
                <Table.Td ta="right">
                  <button
                    type="button"
                    className="behind"
                    data-cell={`${place} 0`}
                    data-total={row.total}
                    tabIndex={place === 0 ? 0 : -1}
                    style={{ fontWeight: 650 }}
                    aria-label={`${number(row.total)} in all of ${name}: show the people`}
                    onClick={() => onNumber(place, null)}
                  >
                    {number(row.total)}
                  </button>
                  {previous && (
                    <div>
                      <Change now={row.total} before={previous.total} />
                    </div>
                  )}
                </Table.Td>
                {row.data.slice(from).map((value, at) => (
                  <Table.Td key={labels[from + at]} ta="right">
                    <button
                      type="button"
                      className="behind"
                      data-cell={`${place} ${at + 1}`}
                      tabIndex={-1}
                      aria-label={`${number(value)} of ${name}, ${labels[from + at] ?? ""}: show the people`}
                      onClick={() => onNumber(place, from + at)}
                    >
                      {number(value)}
                    </button>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group px="md" py={6} gap="xs">
        {labels.length > FIRST_BUCKETS && (
          <Button size="compact-xs" variant="subtle" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? `Only the last ${FIRST_BUCKETS}` : `All ${labels.length} columns`}
          </Button>
        )}
      </Group>
    </>
  );
}
