import { useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";

/** How long events are kept and when they move; days, null: for ever, or only when the database fills up. */
export interface Retention {
  keepDays: number | null;
  moveEventsDays: number | null;
  moveFactsDays: number | null;
  sources: { source: number; keepDays: number | null }[];
}

interface Archived {
  files: number;
  events: number;
  bytes: number;
  from: string | null;
  to: string | null;
}

export interface Storage {
  database: { bytes: number; limit: number; share: number; level: "roomy" | "filling" | "pressing" | "full" };
  events: Archived;
  facts: Archived;
  retention: Retention;
}

export const useStorage = () =>
  useQuery({
    queryKey: ["storage"],
    queryFn: ({ signal }) => call<Storage>("/api/storage", { signal }),
  });
