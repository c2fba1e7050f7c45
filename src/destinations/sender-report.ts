import type { CountedHour } from "#destinations/counts.ts";
import type { Exchange } from "#destinations/exchange.ts";
import type { SenderStore } from "#destinations/sender-store.ts";

/** How a connection is doing, as its Sender knows it. Times in ms. */
export interface SenderReport {
  failingSince: number | null;
  waitUntil: number;
  lastError: string | null;
  lastErrorAt: number | null;
  lastDeliveredAt: number | null;
  /** Events that were not sent yet, and deliveries of earlier ones that wait for another try: what is in one is not in the other. */
  waiting: { events: number; retries: number };
  deadLetters: number;
  /** The newest hour first; the first is still being counted. */
  hours: CountedHour[];
  /** The newest first, secrets masked. */
  samples: Exchange[];
}

export function reportOf(store: SenderStore, lastArrival: number): SenderReport {
  const state = store.state();
  const reached = state ? Math.max(state.live.cursor, state.live.reached ?? 0) : lastArrival;
  return {
    failingSince: state?.failingSince ?? null,
    waitUntil: state?.waitUntil ?? 0,
    lastError: state?.lastError ?? null,
    lastErrorAt: state?.lastErrorAt ?? null,
    lastDeliveredAt: state?.lastDeliveredAt ?? null,
    waiting: {
      events: Math.max(0, lastArrival - reached),
      retries: store.waiting(reached),
    },
    deadLetters: store.deadLetterCount(),
    hours: store.hours(),
    samples: store.samples(),
  };
}
