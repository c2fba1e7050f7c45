import { queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import type { Operator, Wanted } from "#core/comparison.ts";
import { call } from "#dashboard/api/client.ts";

/** What a destination asks for; `schema` is the JSON Schema of the value. */
export interface FormField {
  name: string;
  title: string;
  description: string;
  required: boolean;
  secret: boolean;
  schema: Record<string, unknown>;
}

/** The filter language of the live feed: about one event alone. */
export type EventFilter =
  | { property: string; op?: Operator; value?: Wanted }
  | { and: EventFilter[] }
  | { or: EventFilter[] }
  | { not: EventFilter };

/** A destination among others (docs/destinations.md). */
export interface DestinationEntry {
  slug: string;
  name: string;
  description: string;
  categories: string[];
  tier: "native" | "curated" | "catalogue";
}

/** All there is to know of one before it is switched on. */
export interface Destination extends DestinationEntry {
  documentation: string;
  settings: FormField[];
  actions: Record<string, { title: string; description: string; mapping?: unknown }>;
  presets: { name: string; action: string; filter: EventFilter | null; mapping?: unknown }[];
}

/** Which events an action gets, and what it makes of them; a null mapping is the action's own. */
export interface Subscription {
  id?: number;
  name: string;
  action: string;
  enabled: boolean;
  filter: EventFilter | null;
  mapping: unknown;
}

/** A destination switched on; secrets are only named. */
export interface Connection {
  id: number;
  destination: string;
  name: string;
  enabled: boolean;
  paused: boolean;
  state: "connected" | "paused" | "disabled" | "disconnected";
  problem: { message: string; at: string } | null;
  sources: number[] | null;
  bots: boolean;
  consentCategories: string[];
  settings: Record<string, unknown>;
  secretsSet: string[];
  subscriptions: Subscription[];
  createdAt: string;
}

/** A request and its answer, secrets masked; no status: nothing answered. */
export interface Exchange {
  at: string;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string | null;
  status: number | null;
  responseBody: string | null;
  ms: number;
}

export interface CountedHour {
  hour: string;
  received: number;
  filtered: number;
  delivered: number;
  rejected: number;
  retried: number;
  latencyAverageMs: number | null;
}

export interface Health {
  state: Connection["state"] | "failing";
  lastError: { message: string; at: string } | null;
  failingSince: string | null;
  nextTryAt: string | null;
  lastDeliveredAt: string | null;
  waiting: { events: number; retries: number };
  deadLetters: number;
  hours: CountedHour[];
  samples: Exchange[];
}

/** What came of sending one event to try a connection out. */
export interface TestOutcome {
  at: string;
  outcome: "delivered" | "rejected" | "disconnected" | "rate_limited" | "unavailable";
  message: string;
  isSample: boolean;
  messageId: string;
  exchanges: Exchange[];
}

/** What a subscription would make of an event. */
export interface Preview {
  wanted: boolean;
  isSample: boolean;
  messageId: string;
  event: Record<string, unknown>;
  payload: unknown;
  problem: string | null;
}

export interface DeadLetter {
  id: number;
  messageId: string;
  eventName: string;
  at: string;
  attempts: number;
  reason: string;
  answer: string | null;
}

export interface Replay {
  id: number;
  from: string;
  to: string;
  state: "running" | "paused" | "done" | "cancelled";
  events: number;
  /** 0 to 1 */
  progress: number;
  rate: number;
}

export const useDestinations = () =>
  useQuery({
    queryKey: ["destinations"],
    queryFn: ({ signal }) => call<{ destinations: DestinationEntry[] }>("/api/destinations", { signal }),
    staleTime: Infinity,
  });

/** One of them with its form; nothing is asked for null. */
export const useDestination = (slug: string | null) =>
  useQuery({
    queryKey: ["destinations", slug],
    queryFn:
      slug === null
        ? skipToken
        : ({ signal }) => call<Destination>(`/api/destinations/${encodeURIComponent(slug)}`, { signal }),
    staleTime: Infinity,
  });

export const useConnections = () =>
  useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => call<{ connections: Connection[] }>("/api/connections", { signal }),
  });

export const useConnection = (id: number) =>
  useQuery({
    queryKey: ["connections", id],
    queryFn: ({ signal }) => call<Connection>(`/api/connections/${id}`, { signal }),
  });

/** The last test of a connection, whoever made it and wherever. */
export const lastTestOf = (id: number) =>
  queryOptions({
    queryKey: ["connections", id, "test"],
    queryFn: async ({ signal }) =>
      (await call<{ last: TestOutcome | null }>(`/api/connections/${id}/test`, { signal })).last,
  });

const LOOK_EVERY_MS = 5_000;

export const useHealth = (id: number) =>
  useQuery({
    queryKey: ["connections", id, "health"],
    queryFn: ({ signal }) => call<Health>(`/api/connections/${id}/health`, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

export const useDeadLetters = (id: number) =>
  useQuery({
    queryKey: ["connections", id, "dead-letters"],
    queryFn: ({ signal }) =>
      call<{ deadLetters: DeadLetter[]; next: number | null }>(`/api/connections/${id}/dead-letters?limit=100`, {
        signal,
      }),
    refetchInterval: LOOK_EVERY_MS,
  });

const MOVING_MS = 1_000;

/** Often while one is under way. */
export const useReplays = (id: number) =>
  useQuery({
    queryKey: ["connections", id, "replays"],
    queryFn: ({ signal }) => call<{ replays: Replay[] }>(`/api/connections/${id}/replays`, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.replays.some(({ state: replay }) => replay === "running") ? MOVING_MS : LOOK_EVERY_MS,
  });
