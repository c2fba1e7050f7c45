import { useQueryClient } from "@tanstack/react-query";
import type { WorkspaceSettings } from "#dashboard/api/workspace.ts";
import { useChange } from "#dashboard/api/use-change.ts";

/** Saves choices; every report and list that depends on them asks again. */
export function useSaveSettings() {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const save = async (body: Partial<WorkspaceSettings>, says: string) => {
    const saved = await change<WorkspaceSettings>([["/api/settings", { method: "PATCH", body }]], says);
    const now = saved?.[0];
    if (now === undefined) return;
    client.setQueryData(["settings"], now);
    await client.invalidateQueries({ queryKey: ["answer"] });
  };
  return { save, fault, isBusy };
}
