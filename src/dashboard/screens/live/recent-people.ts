import { useQuery } from "@tanstack/react-query";
import type { AnswerMeta, SegmentationAnswer } from "#core/answer.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import { call } from "#dashboard/api/client.ts";

const EVERY_MS = 20_000;
const SOON_MS = 2_000;
/** So that asking again reads a thousand rows a second at most. */
const MS_A_ROW = 1;
const MINUTE_MS = 60_000;

/** Who did anything in so many minutes before `now` (ms), by country; with the list behind one of the numbers. */
export function recentPeople(minutes: number, now: number, country: string | null): Asked & { people: unknown[] } {
  return {
    ...recent(minutes, now, country !== null),
    people: [{ series: "A", ...(country !== null && { breakdown: country }) }],
  };
}

const recent = (minutes: number, now: number, isByCountry: boolean): Asked => ({
  kind: "segmentation",
  from: new Date(now - minutes * MINUTE_MS).toISOString(),
  to: new Date(now).toISOString(),
  interval: "hour",
  // Also those who only said who they are.
  series: [{ anyOf: [{ event: null }, { event: "User Identified" }, { event: "Group Identified" }], math: "unique" }],
  ...(isByCountry && { breakdown: { source: "event", key: "$country", limit: 50 } }),
});

/** How many people of the last 30 minutes are in which country (two letters, or `$none`), most first. */
export function useCountries(isSomebodyHere: boolean) {
  const { data, isError } = useQuery({
    queryKey: ["live", "countries"],
    queryFn: async ({ signal }) => {
      const body = recent(30, Date.now(), true);
      const { series, meta } = await call<SegmentationAnswer & { meta: AnswerMeta }>("/api/query", {
        method: "POST",
        body,
        signal,
      });
      const countries = series
        .map(({ breakdown = "$none", total }) => ({ code: breakdown, people: total }))
        .filter(({ people }) => people > 0)
        .toSorted((a, b) => b.people - a.people);
      return { countries, rowsRead: meta.rowsRead };
    },
    // Where much happens, counting reads much, and a map that is minutes old is right all the same.
    // The first to come are looked for sooner: nobody beside a number of people would be odd.
    refetchInterval: ({ state }) =>
      isSomebodyHere && state.data?.countries.length === 0
        ? SOON_MS
        : Math.max(EVERY_MS, (state.data?.rowsRead ?? 0) * MS_A_ROW),
  });
  return { countries: data?.countries ?? NOBODY, isKnown: data !== undefined, isError };
}

const NOBODY: readonly { code: string; people: number }[] = [];
