import { Alert, Progress, Table, Text } from "@mantine/core";
import type { Storage } from "#dashboard/api/storage.ts";
import { number } from "#dashboard/report/labels.ts";

const LEVELS = {
  roomy: null,
  filling: "More than 70 % full: the oldest whole events move to the archive before their time. Reports stay as fast.",
  pressing:
    "It was 90 % full: everything that can moves to the archive until less than 70 % are used. Reports over moved days take longer.",
  full: "The database is full. What arrives waits in the queue and is not lost; it is stored as soon as there is room.",
} as const;

/** 12,300,000 → `12.3 MB` */
function size(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, "GB"] : bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "KB"];
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${unit}`;
}

/** How full the database is, what that leads to, and what lies in the archive. */
export function FillLevel({ storage: { database, events, facts } }: { storage: Storage }) {
  const { bytes, limit, share, level } = database;
  const says = LEVELS[level];
  const percent = Math.min(100, share * 100);
  return (
    <>
      <Text size="sm" mb={6}>
        {size(bytes)} of {size(limit)} are used ({percent < 1 ? "under 1" : Math.round(percent)} %).
      </Text>
      <Progress
        value={percent}
        color={level === "roomy" ? "blue" : level === "filling" ? "yellow" : "red"}
        aria-label="How full the database is"
      />
      {says !== null && (
        <Alert color={level === "filling" ? "yellow" : "red"} variant="light" mt="md">
          {says}
        </Alert>
      )}
      <Table mt="md" verticalSpacing="xs" aria-label="What is archived">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Archived</Table.Th>
            <Table.Th>Days</Table.Th>
            <Table.Th ta="right">Events</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[
            { name: "Whole events", of: events },
            { name: "For reports", of: facts },
          ].map(({ name, of }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>{of.from === null ? "none yet" : `${of.from} to ${of.to}`}</Table.Td>
              <Table.Td ta="right">{number(of.events)}</Table.Td>
              <Table.Td ta="right">{size(of.bytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
