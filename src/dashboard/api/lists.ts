import { useQuery } from "@tanstack/react-query";
import { call } from "#dashboard/api/client.ts";

/** A list elsewhere that is kept in step with an audience (docs/audiences.md). Dates are ISO 8601, UTC. */
export interface ListSync {
  id: number;
  audience: number;
  name: string;
  url: string;
  isSigned: boolean;
  traits: string[];
  enabled: boolean;
  state: "in_step" | "sending" | "failing" | "waiting" | "off" | "stopped";
  inStepSince: string | null;
  listed: number;
  waiting: number;
  lastAnswer: string | null;
  lastAnswerAt: string | null;
  nextTryAt: string | null;
  stopped: string | null;
}

const LOOK_EVERY_MS = 5_000;
const BUSY_MS = 1_000;

export const listsPath = (audience: number, list?: number): string =>
  `/api/audiences/${audience}/syncs${list === undefined ? "" : `/${list}`}`;

export const useLists = (audience: number) =>
  useQuery({
    queryKey: ["audiences", audience, "syncs"],
    queryFn: ({ signal }) => call<{ syncs: ListSync[] }>(listsPath(audience), { signal }),
    refetchInterval: ({ state }) =>
      state.data?.syncs.some((list) => list.state === "sending" || list.state === "waiting") === true
        ? BUSY_MS
        : LOOK_EVERY_MS,
  });
