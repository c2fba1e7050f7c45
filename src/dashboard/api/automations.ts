import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AutomationDefinition } from "#core/automation.ts";
import type { Somebody } from "#dashboard/api/audiences.ts";
import { call } from "#dashboard/api/client.ts";

/** A rule that acts by itself (docs/automations.md); secrets in it are null. */
export interface Automation extends AutomationDefinition {
  id: number;
  enabled: boolean;
  /** Why it stopped by itself. */
  stopped: string | null;
  sentToday: number;
  createdAt: string;
  updatedAt: string;
}

const LOOK_EVERY_MS = 5_000;

export const useAutomations = () =>
  useQuery({
    queryKey: ["automations"],
    queryFn: ({ signal }) => call<{ automations: Automation[] }>("/api/automations", { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

/** Null asks nothing. */
export const useAutomation = (id: number | null) =>
  useQuery({
    queryKey: ["automations", id],
    queryFn: ({ signal }) => call<Automation>(`/api/automations/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Those that wait for somebody to enter or leave an audience. */
export const automationsOf = (audience: number, automations: readonly Automation[]): Automation[] =>
  automations.filter(({ when }) => "audience" in when && when.audience === audience);

/** What became of firings in the last 24 hours. */
export interface AutomationHealth {
  sent: number;
  held: number;
  failed: number;
}

/** One thing done or not done for somebody, and why. */
export interface LogEntry {
  id: number;
  at: string;
  person: Somebody | null;
  /** What made it act, in words. */
  because: string;
  /** What it was to do, in words. */
  action: string;
  state: string;
  /** What became of it, in words. */
  outcome: string;
  canRetry: boolean;
}

export const useAutomationHealth = (id: number) =>
  useQuery({
    queryKey: ["automations", id, "health"],
    queryFn: ({ signal }) => call<AutomationHealth>(`/api/automations/${id}/health`, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

/** Newest first; of one person, or of everybody. */
export const useAutomationLog = (id: number, person: string | null) =>
  useInfiniteQuery({
    queryKey: ["automations", id, "log", person],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        ...(person !== null && { person }),
        ...(pageParam !== null && { cursor: pageParam }),
      });
      return call<{ entries: LogEntry[]; next: string | null }>(`/api/automations/${id}/log?${parameters}`, { signal });
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Why it did or did not act for somebody, in words. Null asks nothing. */
export const useWhy = (automation: number, person: string | null) =>
  useQuery({
    queryKey: ["automations", automation, "why", person],
    queryFn: ({ signal }) =>
      call<{ because: string }>(
        `/api/automations/why?${new URLSearchParams({ automation: String(automation), person: person ?? "" })}`,
        { signal },
      ),
    enabled: person !== null,
  });
