import { NativeSelect, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Plan } from "#dashboard/api/tracking-plan.ts";
import { useMay } from "#dashboard/api/me.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { UNPLANNED_WORDS } from "#dashboard/screens/plan/words.ts";

/** What becomes of events that the plan doesn't name. */
export function UnplannedChoice({ plan }: { plan: Plan }) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const may = useMay("plan");
  const choose = async (unplanned: string) => {
    await change([["/api/tracking-plan", { method: "PATCH", body: { unplanned } }]], "It holds from now on.");
    await client.invalidateQueries({ queryKey: ["plan"] });
  };
  return (
    <section className="card" aria-label="Events that are not in the plan" style={{ padding: 16 }}>
      <NativeSelect
        label="Events that are not in the plan"
        description="Also those that are only proposed. Pages, app screens and what is said of people count as unplanned only once the plan names some."
        maw={520}
        value={plan.unplanned}
        disabled={isBusy || !may}
        data={Object.entries(UNPLANNED_WORDS).map(([value, label]) => ({ value, label }))}
        onChange={(event) => void choose(event.currentTarget.value)}
      />
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
    </section>
  );
}
