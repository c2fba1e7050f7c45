import { useQueryClient } from "@tanstack/react-query";
import type { Connection } from "#dashboard/api/destinations.ts";
import { useChange } from "#dashboard/api/use-change.ts";

/** Saves changes of a connection; all that is shown of connections asks again. */
export function useConnectionChange(id: number) {
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const save = async (body: Record<string, unknown>, says?: string): Promise<Connection | null> => {
    const answers = await change<Connection>([[`/api/connections/${id}`, { method: "PATCH", body }]], says);
    const saved = answers?.[0] ?? null;
    if (saved === null) return null;
    client.setQueryData(["connections", id], saved);
    await client.invalidateQueries({ queryKey: ["connections"] });
    return saved;
  };
  return { save, fault, isBusy };
}
