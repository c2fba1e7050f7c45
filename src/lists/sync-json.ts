import * as z from "zod";
import type { ShownSync } from "#lists/sync.ts";
import type { SyncReport } from "#lists/sync-state.ts";

export const SyncAnswer = z.object({
  id: z.number(),
  audience: z.number(),
  name: z.string(),
  url: z.string(),
  /** Are its pages signed? The secret is never shown. */
  isSigned: z.boolean(),
  traits: z.array(z.string()),
  enabled: z.boolean(),
  /**
   * in_step: nothing is left to send; sending: something is; failing: the receiver doesn't take it, and is tried again;
   * waiting: the audience is being computed; off; stopped: it waits for a person, `stopped` says why.
   */
  state: z.enum(["in_step", "sending", "failing", "waiting", "off", "stopped"]),
  inStepSince: z.string().nullable(),
  /** People that were sent, and not taken back. */
  listed: z.number(),
  /** People still to be sent or taken back, as far as is known. */
  waiting: z.number(),
  /** What the receiver said last, in plain words. */
  lastAnswer: z.string().nullable(),
  lastAnswerAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  stopped: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SyncAnswer = z.infer<typeof SyncAnswer>;

const iso = (ms: number): string => new Date(ms).toISOString();
const textOf = (ms: number | null | undefined): string | null => (ms == null ? null : iso(ms));

/** A list as the admin API gives it. */
export function syncJson(sync: ShownSync, report: SyncReport | null): SyncAnswer {
  const { uid: _, ownHost: _own, stoppedAt: _at, createdAt, updatedAt, ...rest } = sync;
  return {
    ...rest,
    state: stateOf(sync, report),
    inStepSince: sync.enabled && sync.stopped === null ? textOf(report?.inStepSince) : null,
    listed: report?.listed ?? 0,
    waiting: report?.waiting ?? 0,
    lastAnswer: report?.lastAnswer ?? null,
    lastAnswerAt: textOf(report?.lastAnswerAt),
    nextTryAt: textOf(report?.nextTryAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

function stateOf({ enabled, stopped }: ShownSync, report: SyncReport | null): SyncAnswer["state"] {
  if (!enabled) return "off";
  if (stopped !== null) return "stopped";
  if (report === null || report.phase === "new") return "waiting";
  if (report.nextTryAt !== null) return "failing";
  return report.inStepSince === null ? "sending" : "in_step";
}
