import "#dashboard/report/stacked.css";
import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Waiting } from "#dashboard/report/waiting.tsx";

/** All there is of a kind as a table, or what stands in its place: what went wrong, a wait, words for none. */
export function Listing<Row>({
  label,
  columns,
  hasActions = false,
  focusLabel,
  of: { error, isPending, refetch },
  rows,
  row,
  none,
  waitHeight,
}: {
  label: string;
  columns: readonly string[];
  /** Does each row end in a cell of buttons? */
  hasActions?: boolean;
  /** Makes the frame a stop of the Tab key with this name, for rows that are wide and may hold nothing to stop at. */
  focusLabel?: string;
  of: { error: Error | null; isPending: boolean; refetch: () => Promise<unknown> };
  /** Undefined while they are on their way. */
  rows: readonly Row[] | undefined;
  row: (row: Row) => ReactNode;
  /** Said where there is none; without it the head stands alone. */
  none?: string;
  /** In pixels; without it nothing keeps the place. */
  waitHeight?: number;
}) {
  const isNone = rows?.length === 0 && none !== undefined;
  return (
    <>
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {isPending && waitHeight !== undefined && <Waiting height={waitHeight} />}
      {isNone && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      {rows !== undefined && !isNone && (
        <div
          className="scroll-x stacked"
          {...(focusLabel !== undefined && { tabIndex: 0, role: "group", "aria-label": focusLabel })}
        >
          <Table verticalSpacing="xs" aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
                {hasActions && <Table.Th aria-label="Actions" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{rows.map(row)}</Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}
