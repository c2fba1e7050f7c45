import { call } from "#dashboard/api/client.ts";
import {
  type RefusedSample,
  type StoredEvent,
  type Verdict,
  verdictOfSample,
} from "#dashboard/screens/debugger/verdict.ts";

/** Pages looked through for one event: each passes over up to 20,000. */
const MOST_PAGES = 10;

/** A stored event by its message id; null where there is none among the newest 200,000. */
export async function findEvent(messageId: string, signal: AbortSignal): Promise<StoredEvent | null> {
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const search = new URLSearchParams({ messageId, limit: "1", ...(cursor !== null && { cursor }) });
    const { events, next }: { events: StoredEvent[]; next: string | null } = await call(`/api/events?${search}`, {
      signal,
    });
    if (events[0]) return events[0];
    if (next === null) return null;
    cursor = next;
  }
  return null;
}

/** A sample of what was refused, by its number; null where it isn't among the newest 500 of the week. */
export async function findSample(id: string, signal: AbortSignal): Promise<Verdict | null> {
  const { samples, reasons } = await call<{ samples: RefusedSample[]; reasons: Record<string, string> }>(
    "/api/refused?limit=500",
    { signal },
  );
  const sample = samples.find((one) => String(one.id) === id);
  return sample ? verdictOfSample(sample, reasons) : null;
}
