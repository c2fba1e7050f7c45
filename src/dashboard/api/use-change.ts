import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, type CallOptions } from "#dashboard/api/client.ts";

/** A change of who is who, and what it makes stale; its fault stays to be read until the next try. */
export function useChange() {
  const client = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  // The caller says what the call answers.
  // oxlint-disable-next-line no-unnecessary-type-parameters
  async function change<Answer>(
    calls: readonly [path: string, options: CallOptions][],
    says?: string,
  ): Promise<Answer[] | null> {
    setFault(null);
    setBusy(true);
    try {
      const answers: Answer[] = [];
      for (const [path, options] of calls) answers.push(await call<Answer>(path, options));
      if (says !== undefined) notifications.show({ message: says });
      return answers;
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      return null;
    } finally {
      setBusy(false);
    }
  }
  /** Everything that knows people asks again. */
  const refresh = () =>
    Promise.all(["person", "person-events", "answer"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  return { change, refresh, fault, isBusy };
}
