import { Anchor, Stack, Table, Text } from "@mantine/core";
import { useSettings, useSources } from "#dashboard/api/workspace.ts";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { CopyText } from "#dashboard/controls/code-block.tsx";

/** Which Headwater this is, and how programs reach it. */
export function About() {
  const zone = useSettings().data?.timezone;
  const sources = useSources().data?.sources.length;
  return (
    <Section title="About this Headwater" says="Customer data platform and product analytics, in your own account.">
      <Stack gap="sm">
        <Table verticalSpacing="xs" aria-label="About this Headwater">
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">Address</Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                {location.origin} <CopyText text={location.origin} what="address" />
              </Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">Sources</Table.Th>
              <Table.Td>{sources ?? "…"}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">Time zone</Table.Th>
              <Table.Td>{zone ?? "…"}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th scope="row">For programs</Table.Th>
              <Table.Td>
                <Anchor href="/api/openapi.json" target="_blank" rel="noopener noreferrer" size="sm">
                  All that the API can do (OpenAPI)
                </Anchor>
              </Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <Text size="sm" c="dimmed">
          Everything you see here can be done by a program, too, with an admin token.
        </Text>
      </Stack>
    </Section>
  );
}
