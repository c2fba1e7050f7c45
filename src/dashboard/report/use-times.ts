import { useMemo } from "react";
import { useSettings } from "#dashboard/api/workspace.ts";
import { times } from "#dashboard/report/times.ts";

/** Dates in the zone of the workspace; until that is known, in UTC. */
export function useTimes() {
  const zone = useSettings().data?.timezone ?? "UTC";
  return useMemo(() => ({ zone, ...times(zone) }), [zone]);
}
