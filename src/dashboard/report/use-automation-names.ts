import { useMemo } from "react";
import type { Names } from "#core/automation-sentence.ts";
import { useAudiences } from "#dashboard/api/audiences.ts";
import { useConnections } from "#dashboard/api/destinations.ts";

/** What automations' audiences and connections are called. Before they are known, "…" stands for each. */
export function useAutomationNames(): Names {
  const audiences = useAudiences().data?.audiences;
  const connections = useConnections().data?.connections;
  return useMemo(() => {
    const find = (all: readonly { id: number; name: string }[] | undefined, id: number) =>
      all === undefined ? "…" : (all.find((one) => one.id === id)?.name ?? null);
    return { audience: (id) => find(audiences, id), connection: (id) => find(connections, id) };
  }, [audiences, connections]);
}
