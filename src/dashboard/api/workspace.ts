import { useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";

export interface WorkspaceSettings {
  timezone: string;
  weekStart: "sunday" | "monday";
  ipPrivacy: "full" | "truncate" | "drop";
}

export interface Source {
  id: number;
  name: string;
  kind: "public" | "secret";
  enabled: boolean;
  createdAt: string;
  writeKey: string | null;
  keys: { key: string; createdAt: string; expiresAt: string | null }[];
}

/** A saved question. */
export interface Report {
  id: number;
  name: string;
  description: string;
  question: { kind: "segmentation" | "funnel" | "retention" | "cohort" } & Record<string, unknown>;
  /** Its place on the home board; null: not on it. */
  board: number | null;
  createdAt: string;
  updatedAt: string;
}

export const useSettings = () =>
  useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => call<WorkspaceSettings>("/api/settings", { signal }),
    staleTime: Infinity,
  });

export const useSources = (refetchMs: number | false = false) =>
  useQuery({
    queryKey: ["sources"],
    queryFn: ({ signal }) => call<{ sources: Source[] }>("/api/sources", { signal }),
    refetchInterval: refetchMs,
  });

export const useReports = () =>
  useQuery({
    queryKey: ["reports"],
    queryFn: ({ signal }) => call<{ reports: Report[] }>("/api/reports", { signal }),
  });
