import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type EventKey, type Held, useHeld } from "#dashboard/api/tracking-plan.ts";
import { useMay } from "#dashboard/api/me.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { ShowMore } from "#dashboard/report/show-more.tsx";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { HeldRow } from "#dashboard/screens/plan/held-row.tsx";

/** Events that are kept aside, of one event or of all. On the page of one, nothing where there are none. */
export function HeldEvents({ event }: { event: EventKey }) {
  const list = useHeld(event);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const may = useMay("plan");
  const [discarded, setDiscarded] = useState<Held[] | "all" | null>(null);
  const rows = list.data?.pages.flatMap(({ held }) => held) ?? [];
  const [first] = list.data?.pages ?? [];
  const total = first?.total ?? 0;
  const act = async (what: "replay" | "discard", of: Held[] | "all") => {
    const body = of === "all" ? event : { ids: of.map(({ id }) => id) };
    const says = what === "replay" ? "They are on their way in." : "Thrown away.";
    const done = await change([[`/api/tracking-plan/held/${what}`, { method: "POST", body }]], says);
    await client.invalidateQueries({ queryKey: ["plan"] });
    if (done !== null) setDiscarded(null);
  };
  if (event !== null && total === 0 && list.error === null) return null;
  return (
    <section className="card" aria-label="Kept aside" style={{ padding: 16 }}>
      <Text component="h2" size="sm" fw={650}>
        Kept aside{total > 0 ? `: ${number(total)}` : ""}
      </Text>
      {first && (
        <Text size="sm" c={total >= first.most ? "var(--worse)" : "dimmed"} mb="xs">
          {total >= first.most
            ? `There is no room for more than ${number(first.most)}: what comes now is stored as it is.`
            : `Not stored yet. What nobody lets in goes after ${first.days} days.`}
        </Text>
      )}
      {list.isPending && <Waiting height={120} />}
      {list.error !== null && list.data === undefined && (
        <Trouble error={list.error} again={() => void list.refetch()} />
      )}
      {list.data !== undefined && rows.length === 0 && <Text size="sm">Nothing is kept aside.</Text>}
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {rows.length > 0 && event !== null && may && (
        <Group gap="xs" mb="xs">
          <Button size="compact-sm" disabled={isBusy} onClick={() => void act("replay", "all")}>
            Let all in
          </Button>
          <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => setDiscarded("all")}>
            Throw all away …
          </Button>
        </Group>
      )}
      <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: "none" }}>
        {rows.map((held) => (
          <HeldRow
            key={held.id}
            held={held}
            isNamed={event === null}
            isBusy={isBusy}
            onLetIn={() => void act("replay", [held])}
            onDiscard={() => setDiscarded([held])}
          />
        ))}
      </Stack>
      <ShowMore of={list} />
      {discarded !== null && (
        <Confirm
          title={discarded === "all" ? `Throw ${number(total)} events away?` : "Throw this event away?"}
          action="Throw away"
          isGrave
          fault={fault}
          isBusy={isBusy}
          onConfirm={() => void act("discard", discarded)}
          onClose={() => setDiscarded(null)}
        >
          <Text size="sm">They are gone for good, also when the site sends them again within a day.</Text>
        </Confirm>
      )}
    </section>
  );
}
