import type { EventJson } from "#core/event-json.ts";
import { personName } from "#dashboard/report/labels.ts";

/** An event as GET /api/events tells it. */
export type StoredEvent = EventJson;

/** A refused event or request as GET /api/refused tells it. */
export interface RefusedSample {
  id: number;
  /** 0: its key named no source. */
  source: number;
  at: string;
  reason: string;
  detail: string;
  sample: string;
}

/** What became of something that came, as one line of the list. */
export type Verdict = { key: string; at: number; source: number; title: string; about: string } & (
  | { kind: "stored"; event: StoredEvent }
  | { kind: "refused"; sample: RefusedSample }
);

export const verdictOfEvent = (event: StoredEvent): Verdict => ({
  kind: "stored",
  key: `event ${event.source} ${event.messageId}`,
  at: Date.parse(event.receivedAt),
  source: event.source,
  title: event.event ?? event.name ?? event.eventName,
  about: event.person === null ? "Nobody" : personName(event.person),
  event,
});

export const verdictOfSample = (sample: RefusedSample, reasons: Record<string, string>): Verdict => ({
  kind: "refused",
  key: `refused ${sample.id}`,
  at: Date.parse(sample.at),
  source: sample.source,
  title: titleOf(sample.sample) ?? (sample.sample === "" ? "A request" : "An event"),
  about: reasons[sample.reason] ?? sample.reason,
  sample,
});

/** The newest first; what came in one request keeps its order. */
export const inOrder = (verdicts: readonly Verdict[]): Verdict[] => verdicts.toSorted((a, b) => b.at - a.at);

/** Does a line hold what somebody typed, anywhere in what was received or in what is shown? In any case. */
export function holds(verdict: Verdict, typed: string): boolean {
  const text = typed.trim().toLowerCase();
  if (text === "") return true;
  const received = verdict.kind === "stored" ? JSON.stringify(verdict.event) : JSON.stringify(verdict.sample);
  return `${verdict.title} ${verdict.about} ${received}`.toLowerCase().includes(text);
}

/** What an event calls itself; null where the sample was cut off or is no JSON. */
function titleOf(sample: string): string | null {
  const value = parsed(sample);
  if (typeof value !== "object" || value === null) return null;
  for (const field of ["event", "name", "type"] as const) {
    const text: unknown = Object.entries(value).find(([name]) => name === field)?.[1];
    if (typeof text === "string" && text !== "") return text;
  }
  return null;
}

/** A sample as JSON; undefined where it is none (cut off, or not JSON from the start). */
export function parsed(sample: string): unknown {
  try {
    return JSON.parse(sample) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
