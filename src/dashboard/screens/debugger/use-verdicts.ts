import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { call } from "#dashboard/api/client.ts";
import {
  inOrder,
  type RefusedSample,
  type StoredEvent,
  type Verdict,
  verdictOfEvent,
  verdictOfSample,
} from "#dashboard/screens/debugger/verdict.ts";

export interface Shown {
  tab: "all" | "stored" | "refused";
  source: string | null;
  reason: string | null;
}

const LOOK_EVERY_MS = 3_000;
const COUNT_EVERY_MS = 15_000;
const DAY_MS = 86_400_000;

interface Refused {
  counts: { reason: string; count: number }[];
  samples: RefusedSample[];
  reasons: Record<string, string>;
}

const refusedPath = (source: string | null, reason: string | null, limit: number) =>
  `/api/refused?${new URLSearchParams({
    from: new Date(Date.now() - DAY_MS).toISOString(),
    limit: String(limit),
    ...(source !== null && { source }),
    ...(reason !== null && { reason }),
  })}`;

/** The newest verdicts, looked at every three seconds; `limit` of each kind. */
export function useVerdicts({ tab, source, reason }: Shown, limit: number, isPaused: boolean) {
  const isStoredWanted = tab !== "refused" && reason === null && source !== "0";
  const isRefusedWanted = tab !== "stored";
  const refetchInterval = isPaused ? (false as const) : LOOK_EVERY_MS;
  const stored = useQuery({
    queryKey: ["debugger", "stored", source, limit],
    queryFn: ({ signal }) =>
      call<{ events: StoredEvent[] }>(
        `/api/events?${new URLSearchParams({ limit: String(limit), ...(source !== null && { source }) })}`,
        { signal },
      ),
    enabled: isStoredWanted,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const refused = useQuery({
    queryKey: ["debugger", "refused", source, reason, limit],
    queryFn: ({ signal }) => call<Refused>(refusedPath(source, reason, limit), { signal }),
    enabled: isRefusedWanted,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const wanted = [...(isStoredWanted ? [stored] : []), ...(isRefusedWanted ? [refused] : [])];
  const rows = useMemo(
    () =>
      inOrder([
        ...(isStoredWanted ? (stored.data?.events ?? []).map(verdictOfEvent) : []),
        ...(isRefusedWanted
          ? (refused.data?.samples ?? []).map((sample) => verdictOfSample(sample, refused.data?.reasons ?? {}))
          : []),
      ]),
    [isStoredWanted, isRefusedWanted, stored.data, refused.data],
  );
  return {
    rows,
    reasons: refused.data?.reasons ?? {},
    isReady: wanted.every(({ data, isPlaceholderData }) => data !== undefined && !isPlaceholderData),
    hasMore: Math.max(stored.data?.events.length ?? 0, refused.data?.samples.length ?? 0) >= limit,
    error: wanted.find(({ error }) => error !== null)?.error ?? null,
    again: () => wanted.forEach((query) => void query.refetch()),
  };
}

/** How often each reason came up within the last 24 hours, most frequent first. */
export function useReasonCounts(source: string | null, isPaused: boolean) {
  return useQuery({
    queryKey: ["debugger", "counts", source],
    queryFn: async ({ signal }) => {
      const { counts, reasons } = await call<Refused>(refusedPath(source, null, 1), { signal });
      const sums = new Map<string, number>();
      for (const { reason, count } of counts) sums.set(reason, (sums.get(reason) ?? 0) + count);
      return { counts: [...sums].toSorted((a, b) => b[1] - a[1]), reasons };
    },
    placeholderData: keepPreviousData,
    refetchInterval: isPaused ? false : COUNT_EVERY_MS,
  });
}

/**
 * The lines as they stood when they were last let in: what comes later waits, so that nothing moves under whoever reads.
 * Another view (`view`: its filters and length) lets in what it has at once.
 */
export function useStandingRows(rows: readonly Verdict[], isReady: boolean, view: string) {
  const [standing, setStanding] = useState<{ view: string; rows: readonly Verdict[] }>({ view: "", rows: [] });
  if (isReady && (standing.view !== view || (standing.rows.length === 0 && rows.length > 0)))
    setStanding({ view, rows });
  const known = new Set(standing.rows.map(({ key }) => key));
  const newest = standing.rows[0]?.at ?? 0;
  const waiting = standing.view === view ? rows.filter(({ key, at }) => !known.has(key) && at >= newest).length : 0;
  return { rows: standing.rows, waiting, letIn: () => setStanding({ view, rows }) };
}
