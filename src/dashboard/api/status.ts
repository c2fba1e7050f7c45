import { useQuery } from "@tanstack/react-query";
import type { Bill } from "#core/bill.ts";
import type { Finding } from "#core/finding.ts";
import { call } from "#dashboard/api/client.ts";

export interface ConnectionStatus {
  id: number;
  name: string;
  state: "connected" | "failing" | "paused" | "disabled" | "disconnected" | "unknown";
  problem: string | null;
  waiting: number;
  deadLetters: number;
  delivered: number;
  rejected: number;
}

/** How the deployment is (docs/operations.md). */
export interface Status {
  at: string;
  word: "well" | "look";
  findings: Finding[];
  ingest: {
    lastDay: number;
    thisHour: number;
    requests: number;
    duplicates: number;
    hours: { hour: string; events: number }[];
    sources: { id: number; name: string; enabled: boolean; lastDay: number }[];
    lastStoredAt: string | null;
  };
  queue: { ageMs: number; messages: number | null };
  deadLetters: number;
  refused: { reason: string; events: number }[];
  database: { bytes: number; limit: number; share: number; bucketBytes: number; warnAt: number; hurryAt: number };
  connections: ConnectionStatus[];
  audiences: { behind: number | null };
  cost: { pricesAsOf: string; soFar: Bill; projected: Bill; days: { day: string; listPrice: number }[] };
}

const LOOK_EVERY_MS = 15_000;

export const useStatus = () =>
  useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => call<Status>("/api/status", { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
