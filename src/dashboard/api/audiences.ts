import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AudienceKind, ChangeCause } from "#core/audience.ts";
import type { Condition } from "#core/question.ts";
import { call } from "#dashboard/api/client.ts";

/** A saved people query and who is in it (docs/audiences.md). Dates are ISO 8601, UTC. */
export interface Audience {
  id: number;
  name: string;
  description: string;
  kind: AudienceKind;
  where: Condition;
  size: number;
  state: "computing" | "live" | "frozen" | "failed";
  /** 0 to 1, while it is computed. */
  progress: number;
  error: string | null;
  computedAt: string | null;
  /** When everybody was last computed anew and compared. */
  checkedAt: string | null;
  /** How many that check had to put right; null: there was none yet. */
  differences: number | null;
  createdAt: string;
  updatedAt: string;
}

export interface Somebody {
  id: string;
  name: string | null;
  email: string | null;
}
export type Member = Somebody & { since: string };

/** Somebody entered or left, and why. */
export interface MembershipChange {
  person: Somebody;
  change: "entered" | "left";
  at: string;
  because: ChangeCause;
  messageId: string | null;
}

export interface SizePoint {
  at: string;
  size: number;
  entered: number;
  left: number;
}

const COMPUTING_MS = 1_000;
const LOOK_EVERY_MS = 5_000;
const SIZES_EVERY_MS = 30_000;
const everyMs = (audiences: readonly Audience[] | undefined): number =>
  audiences?.some(({ state }) => state === "computing") ? COMPUTING_MS : LOOK_EVERY_MS;

export const useAudiences = () =>
  useQuery({
    queryKey: ["audiences"],
    queryFn: ({ signal }) => call<{ audiences: Audience[] }>("/api/audiences", { signal }),
    refetchInterval: ({ state }) => everyMs(state.data?.audiences),
  });

/** Null asks nothing. */
export const useAudience = (id: number | null) =>
  useQuery({
    queryKey: ["audiences", id],
    queryFn: ({ signal }) => call<Audience>(`/api/audiences/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => everyMs(state.data === undefined ? undefined : [state.data]),
  });

/** Those that somebody is in. */
export const useAudiencesOf = (person: string) =>
  useQuery({
    queryKey: ["audiences", "of", person],
    queryFn: ({ signal }) =>
      call<{ audiences: Audience[] }>(`/api/audiences?person=${encodeURIComponent(person)}`, { signal }),
  });

export const useSizes = (id: number) =>
  useQuery({
    queryKey: ["audiences", id, "sizes"],
    queryFn: ({ signal }) => call<{ points: SizePoint[] }>(`/api/audiences/${id}/sizes`, { signal }),
    refetchInterval: SIZES_EVERY_MS,
  });

const PAGE = 50;
const pagePath = (id: number, what: string, cursor: string | null): string =>
  `/api/audiences/${id}/${what}?${new URLSearchParams({ limit: String(PAGE), ...(cursor !== null && { cursor }) })}`;

export const useMembers = (id: number) =>
  useInfiniteQuery({
    queryKey: ["audiences", id, "members"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call<{ people: Member[]; next: string | null }>(pagePath(id, "members", pageParam), { signal }),
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Newest first. */
export const useMembershipChanges = (id: number) =>
  useInfiniteQuery({
    queryKey: ["audiences", id, "changes"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call<{ changes: MembershipChange[]; next: string | null }>(pagePath(id, "changes", pageParam), { signal }),
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });
