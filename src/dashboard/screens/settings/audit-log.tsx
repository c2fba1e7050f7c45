import { Anchor, Group, Select, Table, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Listing } from "#dashboard/screens/settings/listing.tsx";
import { Section } from "#dashboard/screens/settings/section.tsx";

type Outcome = "done" | "refused" | "failed";

interface Act {
  id: number;
  at: string;
  who: string;
  method: string;
  route: string;
  ids: Record<string, string>;
  says: string;
  outcome: Outcome;
  status: number;
  address: string | null;
}

/** What everybody did, the newest first. */
export function AuditLog() {
  const times = useTimes();
  const [who, setWho] = useState("");
  const [outcome, setOutcome] = useState<string | null>(null);
  const asked = new URLSearchParams({
    ...(who.trim() !== "" && { who: who.trim() }),
    ...(outcome !== null && { outcome }),
  });
  const acts = useInfiniteQuery({
    queryKey: ["audit", asked.toString()],
    queryFn: ({ signal, pageParam }) =>
      call<{ acts: Act[]; next: number | null }>(
        `/api/audit?limit=50&${asked}${pageParam === null ? "" : `&before=${pageParam}`}`,
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  return (
    <Section
      title="Audit log"
      says="What everybody did here, also where it was refused. Kept for 400 days; never what was typed into a form."
    >
      <Group gap="xs" mb="md" align="flex-end">
        <TextInput
          label="Who"
          placeholder="ada@example.com"
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
          style={{ flex: "1 1 180px" }}
          maw={260}
        />
        <Select
          label="What came of it"
          placeholder="All"
          clearable
          w={150}
          data={["done", "refused", "failed"]}
          value={outcome}
          onChange={setOutcome}
        />
        <Anchor size="sm" href={`/api/audit?format=csv&${asked}`} download="audit.csv" mb={8}>
          As a table (CSV)
        </Anchor>
      </Group>
      <Listing
        label="Audit log"
        focusLabel="Acts"
        columns={["When", "Who", "What", "Came of it"]}
        of={acts}
        rows={acts.data?.pages.flatMap((page) => page.acts)}
        none="Nothing of this kind."
        waitHeight={200}
        row={(act) => (
          <Table.Tr key={act.id}>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{times.full(act.at)}</Table.Td>
            <Table.Td style={{ overflowWrap: "anywhere", minWidth: 120 }}>
              {act.who}
              <Text size="xs" c="dimmed">
                {act.address}
              </Text>
            </Table.Td>
            <Table.Td style={{ minWidth: 180 }}>
              {act.says}
              <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {act.method} {act.route.replaceAll(/\{(\w+)\}/g, (braced, name: string) => act.ids[name] ?? braced)}
              </Text>
            </Table.Td>
            <Table.Td>{act.outcome === "done" ? "done" : <strong>{act.outcome}</strong>}</Table.Td>
          </Table.Tr>
        )}
      />
      <ShowMore of={acts} />
    </Section>
  );
}
