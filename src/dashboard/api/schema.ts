import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";

/** What there is to ask about, found as somebody types (docs/query.md). */

export interface EventName {
  name: string;
  kinds: string[];
  volume: number;
  lastSeen: string | null;
}
export interface Property {
  property: string;
  stamped: boolean;
  type: string | null;
  count: number;
}
export interface Trait {
  trait: string;
  type: string | null;
  count: number;
}

const path = (of: string, parameters: Record<string, string | undefined>): string => {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `/api/schema/${of}?${new URLSearchParams(given)}`;
};

const MINUTE_MS = 60_000;

const useFound = <Found>(url: string, isWanted = true) =>
  useQuery({
    queryKey: ["schema", url],
    queryFn: ({ signal }) => call<Found>(url, { signal }),
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
    enabled: isWanted,
  });

export const useEvents = (search = "", limit = 200) =>
  useFound<{ events: EventName[] }>(path("events", { search, limit: String(limit) }));

/** Of one event; undefined, or one that isn't chosen yet: of everything people do. */
export const useProperties = (event: string | undefined, search = "") =>
  useFound<{ properties: Property[] }>(path("properties", { event: event === "" ? undefined : event, search }));

export const useTraits = (search = "") => useFound<{ traits: Trait[] }>(path("traits", { search }));

/** The most frequent values of a property of events or, as `person`, of a trait. */
export const useValues = (of: "event" | "person", key: string, event: string | undefined, search: string) =>
  useFound<{ values: { value: string; count: number }[] }>(
    of === "event"
      ? path("values", { property: key, event: event === "" ? undefined : event, search, limit: "50" })
      : path("trait-values", { trait: key, search, limit: "50" }),
    key !== "",
  );
