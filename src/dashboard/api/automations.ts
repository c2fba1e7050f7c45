import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AutomationDefinition } from "#core/automation.ts";
import type { Somebody } from "#dashboard/api/audiences.ts";
import { call } from "#dashboard/api/client.ts";

/** A rule that acts by itself (docs/automations.md); secrets in it are null. */
export interface Automation extends AutomationDefinition {
  id: number;
  /** What it does, in words. */
  sentence: string;
  /** Places of actions that have a secret. */
  secretsSet: number[];
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

/** Where a sending is, or how it ended. */
export type SendingState =
  | "waiting"
  | "sending"
  | "sent"
  | "unknown"
  | "failed"
  | "told_before"
  | "no_address"
  | "unsubscribed"
  | "not_set_up"
  | "switched_off"
  | "nobody";

/** Each time it acted or had a reason not to, and what became of each of its actions. */
export interface LoggedFiring {
  id: number;
  at: string;
  person: Somebody | null;
  because: string;
  actions: { id: number; action: string; state: SendingState; outcome: string; at: string }[];
}

/** How many of the last 24 hours ended in each state, and how many wait. */
export const useAutomationHealth = (id: number) =>
  useQuery({
    queryKey: ["automations", id, "health"],
    queryFn: ({ signal }) =>
      call<{ since: string; counts: Record<SendingState, number> }>(`/api/automations/${id}/health`, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });

const PAGE = 50;

/** Newest first; of one person, or of everybody. */
export const useAutomationLog = (id: number, person: string | null) =>
  useInfiniteQuery({
    queryKey: ["automations", id, "log", person],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        limit: String(PAGE),
        ...(person !== null && { person }),
        ...(pageParam !== null && { cursor: pageParam }),
      });
      return call<{ firings: LoggedFiring[]; next: string | null }>(`/api/automations/${id}/log?${parameters}`, {
        signal,
      });
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Why it did or did not act for somebody, in words. Null asks nothing. */
export const useWhy = (automation: number, person: string | null) =>
  useQuery({
    queryKey: ["automations", automation, "why", person],
    queryFn: ({ signal }) =>
      call<{ told: boolean; words: string }>(
        `/api/automations/why?${new URLSearchParams({ automation: String(automation), person: person ?? "" })}`,
        { signal },
      ),
    enabled: person !== null,
    refetchInterval: LOOK_EVERY_MS,
  });

/** What holds for all automations of the workspace. */
export interface AutomationSettings {
  /** Messages to one person in 24 hours at most. */
  perDay: number;
  /** Who is told when an automation is held up or stopped. */
  team: string[];
}

export const useAutomationSettings = () =>
  useQuery({
    queryKey: ["automation-settings"],
    queryFn: ({ signal }) => call<AutomationSettings>("/api/automations/settings", { signal }),
  });
