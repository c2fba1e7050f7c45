import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { EventJson } from "#core/event-json.ts";
import { ApiProblem, call } from "#dashboard/api/client.ts";

/** What joined two ids, or keeps them apart (docs/identity.md). Dates are ISO 8601, UTC. */
export interface Join {
  kind: string;
  from: string;
  to: string;
  /** The kind of message that said it, or `merge`. */
  via: string;
  at: string | null;
  messageId: string | null;
  source: number | null;
  separatedAt: string | null;
}

export interface PersonId {
  /** `u:<userId>` or `a:<anonymousId>` */
  id: string;
  kind: "user" | "device";
  firstSeen: string | null;
  lastSeen: string | null;
  events: number;
  joined: Join | null;
}

export interface TraitValue {
  /** null: it was removed then */
  value: unknown;
  from: string | null;
  to: string | null;
  messageId: string;
}

export type Touch = Record<string, unknown>;

export interface EventCount {
  kind: string;
  name: string;
  count: number;
  firstSeen: string;
  lastSeen: string;
}

/** Everything that is known of a person. */
export interface PersonProfile {
  id: string;
  userIds: string[];
  ids: PersonId[];
  traits: Record<string, unknown>;
  traitHistory: Record<string, TraitValue[]>;
  groups: { id: string; since: string; messageId: string; traits: Record<string, unknown> }[];
  firstTouch: Touch | null;
  firstTouchAt: string | null;
  lastTouch: ({ ts: string } & Touch) | null;
  firstSeen: string | null;
  lastSeen: string | null;
  events: number;
  eventCounts: EventCount[];
  separated: Join[];
  warnings: { kind: "device_conflict" | "person_cap"; subject: string; persons: string[] }[];
}

/** How far an erasure is. */
export interface Erasure {
  id: number;
  status: "done" | "erasing";
  requestedAt: string;
  doneAt: string | null;
  removed: Record<string, number>;
}

const pathOf = (id: string): string => `/api/people/${encodeURIComponent(id)}`;

const FRESH_MS = 30_000;

/** A person by any of their ids; null asks nothing. */
export const usePerson = (id: string | null) =>
  useQuery({
    queryKey: ["person", id],
    queryFn: ({ signal }) => call<PersonProfile>(pathOf(id ?? ""), { signal }),
    enabled: id !== null,
    staleTime: FRESH_MS,
  });

/** Is this the answer that nobody has the id? */
export const isUnknown = (error: Error | null): boolean => error instanceof ApiProblem && error.status === 404;

const PAGE = 100;

/** What a person did, newest first, a page at a time. Without names: everything. Null asks nothing. */
export const usePersonEvents = (id: string | null, names: readonly string[]) =>
  useInfiniteQuery({
    queryKey: ["person-events", id, names],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams([
        ...names.map((name) => ["event", name]),
        ["limit", String(PAGE)],
        ...(pageParam === "" ? [] : [["cursor", pageParam]]),
      ]);
      return call<{ events: EventJson[]; next: string | null }>(`${pathOf(id ?? "")}/events?${parameters}`, { signal });
    },
    getNextPageParam: ({ next }) => next,
    enabled: id !== null,
    staleTime: FRESH_MS,
  });
