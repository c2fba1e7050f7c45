import { Group, Table, Text, Title } from "@mantine/core";
import type { Status } from "#dashboard/api/status.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { number } from "#dashboard/report/labels.ts";
import { dollars } from "#dashboard/screens/status/words.ts";

/** What this month costs: operations counted, times list price. */
export function Cost({ cost: { soFar, projected, days, pricesAsOf } }: { cost: Status["cost"] }) {
  const ends = new Map(projected.lines.map((line) => [line.what, line]));
  const shown = soFar.lines.filter(({ quantity }) => quantity > 0);
  return (
    <section className="card" style={{ padding: 16 }} aria-label="Cost this month">
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
          <Title order={2} size="h5">
            Cost this month
          </Title>
          <Text fz={26} fw={700} lh={1.4} className="number">
            {dollars(projected.aboveIncluded)}
          </Text>
          <Text size="sm" c="dimmed" maw={520}>
            above the plan by the end of the month, if it goes on like this. So far {dollars(soFar.aboveIncluded)} above
            the plan, or {dollars(soFar.listPrice)} if the plan included nothing. Cloudflare’s list prices of{" "}
            {pricesAsOf}; what the plan includes is shared by all deployments of an account.
          </Text>
        </div>
        <Sparkline data={days.map(({ listPrice }) => listPrice)} incomplete={1} label="List price by day" width={240} />
      </Group>
      <div className="scroll-x" tabIndex={0} role="group" aria-label="What it is made of">
        <Table verticalSpacing={6} mt="sm" aria-label="What it is made of" className="first-stays">
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={180}>What</Table.Th>
              {["So far", "At the end", "List price", "Above the plan"].map((name) => (
                <Table.Th key={name} ta="right">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((line) => {
              const end = ends.get(line.what);
              return (
                <Table.Tr key={line.what}>
                  <Table.Td>
                    {line.what}
                    {!line.counted && (
                      <Text span size="xs" c="dimmed">
                        {" "}
                        (reckoned)
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {amount(line.quantity)}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {amount(end?.quantity ?? 0)}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {dollars(end?.listPrice ?? 0)}
                  </Table.Td>
                  <Table.Td ta="right" className="number">
                    {dollars(end?.aboveIncluded ?? 0)}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

const amount = (quantity: number): string => (quantity < 10 ? quantity.toFixed(2) : number(Math.round(quantity)));
