import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import type { TestOutcome } from "#dashboard/api/destinations.ts";
import { noteTest } from "#dashboard/screens/destinations/last-tests.ts";

/** Sends one event through a connection now. Throws ApiProblem. */
export async function sendTest(id: number, subscription?: number): Promise<TestOutcome> {
  const body = subscription === undefined ? {} : { subscription };
  const made = await call<TestOutcome>(`/api/connections/${id}/test`, { method: "POST", body });
  noteTest(id, made.outcome === "delivered" ? null : made.message);
  return made;
}

export const testKey = (id: number) => ["connection-test", id];

/** The last test of a connection since the page was opened, and how to make another. */
export function useTest(id: number) {
  const client = useQueryClient();
  const last = useQuery<TestOutcome>({ queryKey: testKey(id), queryFn: skipToken, gcTime: Infinity }).data ?? null;
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const run = async (subscription?: number) => {
    setBusy(true);
    setFault(null);
    try {
      client.setQueryData(testKey(id), await sendTest(id, subscription));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["connections"] });
    }
  };
  return { last, run, isBusy, fault };
}
