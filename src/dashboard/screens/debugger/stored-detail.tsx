import { Anchor, Badge, Group, Stack, Tabs, Text } from "@mantine/core";
import { Link } from "wouter";
import { personName } from "#dashboard/report/labels.ts";
import { compare, type Compared } from "#dashboard/screens/debugger/compare.ts";
import { Json } from "#dashboard/report/json.tsx";
import type { Verdict } from "#dashboard/screens/debugger/verdict.ts";
import { VerdictBadge } from "#dashboard/screens/debugger/verdict-list.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";

/** A stored event: what was received beside what is stored, and each as JSON. */
export function StoredDetail({ verdict, source }: { verdict: Extract<Verdict, { kind: "stored" }>; source: string }) {
  const times = useTimes();
  const { original, ...stored } = verdict.event;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <VerdictBadge verdict={verdict} />
        <Text size="sm">
          Received {times.full(stored.receivedAt)} ({times.zone}) from {source}
        </Text>
      </Group>
      {stored.bot !== null && (
        <Text size="sm">
          Taken for a bot by “{stored.bot}” in its browser name. It is stored, but no report counts it.
        </Text>
      )}
      {stored.person !== null && (
        <Text size="sm">
          Belongs to{" "}
          <Anchor component={Link} href={`/people/${encodeURIComponent(stored.person)}`} size="sm">
            {personName(stored.person)}
          </Anchor>
        </Text>
      )}
      <Tabs defaultValue="fields" keepMounted={false}>
        <Tabs.List mb="sm" aria-label="Shown as">
          <Tabs.Tab value="fields">Side by side</Tabs.Tab>
          <Tabs.Tab value="received">Received</Tabs.Tab>
          <Tabs.Tab value="stored">Stored</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="fields">
          <SideBySide fields={compare(original, stored)} />
        </Tabs.Panel>
        <Tabs.Panel value="received">
          <Json text={JSON.stringify(original, null, 2)} what="what was received" />
        </Tabs.Panel>
        <Tabs.Panel value="stored">
          <Json text={JSON.stringify(stored, null, 2)} what="what is stored" />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

const HOW: Record<Compared["how"], string> = {
  same: "",
  added: "added",
  changed: "changed",
  dropped: "only received",
};

function SideBySide({ fields }: { fields: readonly Compared[] }) {
  return (
    <div className="scroll-x">
      <table className="compared" aria-label="What was received beside what is stored">
        <thead>
          <tr>
            <th>Field</th>
            <th>Received</th>
            <th>Stored</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, received, stored, how }) => (
            <tr key={field} data-how={how}>
              <th scope="row">
                {field}{" "}
                {HOW[how] !== "" && (
                  <Badge size="xs" bg="var(--soft)" c="dimmed">
                    {HOW[how]}
                  </Badge>
                )}
              </th>
              <td>{received}</td>
              <td>{how === "same" ? <span className="verdict-quiet">the same</span> : stored}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
