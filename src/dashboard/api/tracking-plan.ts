import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Evidence, PlannedEvent, PlannedKind, PlanRule, Unplanned } from "#core/tracking-plan.ts";
import { call } from "#dashboard/api/client.ts";

export type { Enforcement, Evidence, PlannedKind, PlanRule, PropertySchema, Unplanned } from "#core/tracking-plan.ts";

/** An event of the plan (docs/tracking-plan.md). */
export interface Planned extends PlannedEvent {
  state: "draft" | "active";
  evidence: Evidence | null;
  updatedAt: string;
}

export interface Plan {
  version: number;
  unplanned: Unplanned;
  events: Planned[];
}

/** One thing that is not as planned, and how often by day (UTC). */
export interface Issue {
  kind: PlannedKind | "";
  name: string;
  property: string;
  rule: PlanRule;
  count: number;
  firstAt: string;
  lastAt: string;
  days: { day: string; count: number }[];
  samples: { at: string; source: number; messageId: string; value: string }[];
}

/** An event that is kept aside. */
export interface Held {
  id: number;
  kind: PlannedKind;
  name: string;
  heldAt: string;
  released: boolean;
  violations: { property: string; rule: PlanRule; value: string }[];
  event: ({ messageId: string } & Record<string, unknown>) | null;
}

/** Which event: null is any. */
export type EventKey = { kind: PlannedKind; name: string } | null;

export const planPath = (what: string, event: EventKey, more: Record<string, string> = {}): string =>
  `/api/tracking-plan/${what}?${new URLSearchParams({ ...event, ...more })}`;

const LOOK_EVERY_MS = 5_000;

export const usePlan = () =>
  useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => call<Plan>("/api/tracking-plan", { signal }) });

/** Of the last 7 days. */
export const useViolations = (event: EventKey = null) =>
  useQuery({
    queryKey: ["plan", "violations", event],
    queryFn: ({ signal }) =>
      call<{ from: string; to: string; issues: Issue[] }>(planPath("violations", event), { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

const PAGE = 50;

export const useHeld = (event: EventKey = null) =>
  useInfiniteQuery({
    queryKey: ["plan", "held", event],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      call<{ total: number; most: number; days: number; held: Held[] }>(
        planPath("held", event, { limit: String(PAGE), ...(pageParam !== null && { before: String(pageParam) }) }),
        { signal },
      ),
    getNextPageParam: ({ held }) => (held.length < PAGE ? null : (held.at(-1)?.id ?? null)),
    refetchInterval: LOOK_EVERY_MS,
  });
