import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";

interface Arrived {
  source: number;
  receivedAt: string;
}

const LOOK_EVERY_MS = 3_000;
/** Events that happened in this time before now are looked at for every source at once. */
const LATELY_MS = 10 * 60_000;

const arrivals = (search: Record<string, string>, signal: AbortSignal) =>
  call<{ events: Arrived[] }>(`/api/events?${new URLSearchParams(search)}`, { signal });

/** When (ms) something of the last minutes arrived, by source: one small question every three seconds for all of them. */
export function useLatelyArrived(): ReadonlyMap<number, number> {
  const { data } = useQuery({
    queryKey: ["arrived", "lately"],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - LATELY_MS).toISOString();
      const { events } = await arrivals({ from, limit: "200" }, signal);
      const newest = new Map<number, number>();
      for (const { source, receivedAt } of events)
        newest.set(source, Math.max(newest.get(source) ?? 0, Date.parse(receivedAt)));
      return newest;
    },
    refetchInterval: LOOK_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  return data ?? NONE;
}
const NONE: ReadonlyMap<number, number> = new Map();

/** When (ms) the newest event of a source arrived; null: none ever did; undefined: not known yet. */
export function useLastArrival(source: number, lately: ReadonlyMap<number, number>): number | null | undefined {
  const { data } = useQuery({
    queryKey: ["arrived", source],
    queryFn: async ({ signal }) => {
      const { events } = await arrivals({ source: String(source), limit: "1" }, signal);
      const [newest] = events;
      return newest === undefined ? null : Date.parse(newest.receivedAt);
    },
    staleTime: Infinity,
  });
  const recent = lately.get(source);
  return recent === undefined ? data : Math.max(recent, data ?? 0);
}

/** Has this workspace ever stored an event? undefined: not known yet; null: can't be told. Looked at until there is one. */
export function useHasEvents(): boolean | null | undefined {
  const { data, isError } = useQuery({
    queryKey: ["arrived", "any"],
    queryFn: async ({ signal }) => (await arrivals({ limit: "1" }, signal)).events.length > 0,
    refetchInterval: ({ state }) => (state.data === true ? false : LOOK_EVERY_MS),
  });
  return data ?? (isError ? null : undefined);
}

/** Events of today in the workspace's zone, by source id; bots are left out, as in every report. */
export function useVolumeToday() {
  return useQuery({
    queryKey: ["arrived", "today"],
    queryFn: async ({ signal }) => {
      const answer = await call<{ series: { breakdown?: string; total: number }[] }>("/api/query", {
        method: "POST",
        body: {
          kind: "segmentation",
          range: { last: { value: 1, unit: "day" } },
          interval: "day",
          series: [{ event: null, math: "total" }],
          breakdown: { source: "event", key: "$source", limit: 50 },
        },
        signal,
      });
      return new Map(answer.series.map(({ breakdown, total }) => [breakdown ?? "", total]));
    },
    refetchInterval: 60_000,
  });
}
