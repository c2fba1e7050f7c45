import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import { lastTestOf, type TestOutcome } from "#dashboard/api/destinations.ts";

/** Sends one event through a connection now. Throws ApiProblem. */
export function sendTest(id: number, subscription?: number): Promise<TestOutcome> {
  const body = subscription === undefined ? {} : { subscription };
  return call<TestOutcome>(`/api/connections/${id}/test`, { method: "POST", body });
}

/** The last test of a connection, and how to make another. */
export function useTest(id: number) {
  const client = useQueryClient();
  const { data: last = null, error } = useQuery(lastTestOf(id));
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const run = async (subscription?: number) => {
    setBusy(true);
    setFault(null);
    try {
      client.setQueryData(lastTestOf(id).queryKey, await sendTest(id, subscription));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["connections"] });
    }
  };
  return { last, run, isBusy, fault: fault ?? error?.message ?? null };
}
