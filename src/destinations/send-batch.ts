import { countedName } from "#core/event.ts";
import type { Subscription } from "#destinations/connection.ts";
import { deliver, type DeliverHouse, type Item, type Outcome } from "#destinations/deliver.ts";
import type { Exchange } from "#destinations/exchange.ts";
import { PATIENCE_MS, pauseAfter } from "#destinations/pace.ts";
import { createRequest } from "#destinations/request.ts";
import type { SenderHouse } from "#destinations/sender-house.ts";
import type { DeadLetter, Retry, SenderState } from "#destinations/sender-state.ts";
import type { Change } from "#destinations/sender-store.ts";

/** A batch that failed this often in a row is set aside for tries of its own: it may be the batch, not the destination. */
const TRIES_IN_PLACE = 4;

/** A sample of what went well is kept this often; of what went wrong, every second. */
const GOOD_SAMPLE_EVERY_MS = 10_000;
const BAD_SAMPLE_EVERY_MS = 1_000;

/** How a batch is delivered, and what is remembered of it. */
export interface BatchHouse {
  house: SenderHouse;
  deliverHouse: Omit<DeliverHouse, "request">;
  /** Blanks out the connection's secrets. */
  mask: (text: string) => string;
  sampledAt: { good: number; bad: number };
  addSample: (exchange: Exchange) => void;
}

export interface Sent {
  /** What to write down; `state` has been changed already. */
  change: Pick<Change, "counts" | "retries" | "deadLetters" | "settled">;
  /** The batch is dealt with, one way or another, up to this arrival number; null: not even its first event. */
  through: number | null;
  /** Nothing more is to be sent in this run. */
  stop: boolean;
  /** The connection is to be stopped, for this reason. */
  disconnected: string | null;
}

/**
 * Delivers a batch and decides what becomes of each event. `kind` is where the batch comes from: live and replayed ones
 * hold up their stream while the destination is down, retries wait on their own.
 */
export async function sendBatch(
  items: readonly Item[],
  subscription: Subscription,
  kind: "live" | "replay" | "retry",
  state: SenderState,
  batchHouse: BatchHouse,
): Promise<Sent> {
  const { house, deliverHouse } = batchHouse;
  const exchanges: Exchange[] = [];
  const { connection } = deliverHouse;
  const request = createRequest({
    fetch: house.fetch,
    reach: { local: house.local, ownHosts: [connection.ownHost] },
    mask: batchHouse.mask,
    record: (exchange) => exchanges.push(exchange),
    now: house.clock,
  });
  const outcome = await deliver(items, subscription, { ...deliverHouse, request });
  const now = house.clock();
  keepSamples(exchanges, batchHouse, now);
  if (outcome.delivered.length > 0) Object.assign(state, { lastDeliveredAt: now, failures: 0, failingSince: null });
  const { stop, disconnected, setAside } = judge(outcome, kind, state, house, now);

  const again =
    setAside === null
      ? outcome.again
      : [...outcome.again, ...outcome.undone.map((item) => ({ item, error: setAside }))];
  const retries: Retry[] = [];
  // What the destination wasn't asked about comes again as it is, in its order.
  const waiting = setAside === null ? new Set(outcome.undone.map(({ seq }) => seq)) : new Set<number>();
  const firstWaiting = Math.min(Number.POSITIVE_INFINITY, ...waiting);
  const rejected = outcome.rejected.filter(({ item }) => item.seq < firstWaiting);
  for (const { item, error } of again) {
    const firstAt = item.firstAt ?? now;
    if (now - firstAt >= PATIENCE_MS) rejected.push({ item, error: `Given up after three days. ${error}` });
    else {
      const attempts = item.attempts + 1;
      const dueAt = now + pauseAfter(attempts, house.firstPauseMs, null, house.random);
      retries.push({ subscription: subscription.id, seq: item.seq, attempts, firstAt, dueAt, error });
    }
  }
  const answer = exchanges.at(-1);
  const deadLetters = rejected.map(({ item, error }): Omit<DeadLetter, "id"> => ({
    subscription: subscription.id,
    seq: item.seq,
    messageId: item.event.messageId,
    eventName: countedName(item.event),
    at: now,
    attempts: item.attempts + 1,
    reason: error,
    answer: answer ? `${answer.status ?? "no answer"} ${answer.responseBody ?? ""}`.trim().slice(0, 1_000) : null,
  }));
  const settled =
    kind === "retry"
      ? [...outcome.delivered, ...rejected.map(({ item }) => item)].map(({ seq }) => ({
          subscription: subscription.id,
          seq,
        }))
      : [];
  return {
    change: {
      counts: {
        delivered: outcome.delivered.length,
        rejected: rejected.length,
        retried: retries.length + (outcome.stop === null ? 0 : waiting.size),
        ...(kind === "live" ? latencyOf(outcome.delivered, now) : {}),
      },
      retries,
      deadLetters,
      settled,
    },
    through: items.findLast(({ seq }) => seq < firstWaiting)?.seq ?? null,
    stop,
    disconnected,
  };
}

/** Notes in `state` what an outcome says of the destination as a whole. */
function judge(
  { stop, again }: Outcome,
  kind: "live" | "replay" | "retry",
  state: SenderState,
  house: SenderHouse,
  now: number,
): { stop: boolean; disconnected: string | null; setAside: string | null } {
  const message = stop?.message ?? again[0]?.error;
  if (message !== undefined) Object.assign(state, { lastError: message, lastErrorAt: now });
  if (stop === null) return { stop: false, disconnected: null, setAside: null };
  if (stop.outcome === "disconnected") return { stop: true, disconnected: stop.message, setAside: null };
  // What waits on its own doesn't hold up the others; only being asked to wait holds for all.
  if (stop.outcome !== "rate_limited" && kind === "retry")
    return { stop: false, disconnected: null, setAside: stop.message };

  state.failures += 1;
  state.failingSince ??= now;
  const asked = "retryAfterMs" in stop && typeof stop.retryAfterMs === "number" ? stop.retryAfterMs : null;
  state.waitUntil = now + pauseAfter(state.failures, house.firstPauseMs, asked, house.random);
  if (now - state.failingSince >= PATIENCE_MS) {
    return { stop: true, disconnected: `It has not taken anything for three days. ${stop.message}`, setAside: null };
  }
  const isSetAside = stop.outcome === "unavailable" && state.failures >= TRIES_IN_PLACE;
  return { stop: true, disconnected: null, setAside: isSetAside ? stop.message : null };
}

function latencyOf(delivered: readonly Item[], now: number) {
  const waits = delivered.map(({ event }) => Math.max(0, now - event.receivedAt));
  return {
    latencySumMs: waits.reduce((sum, wait) => sum + wait, 0),
    latencyMostMs: waits.reduce((most, wait) => Math.max(most, wait), 0),
    timed: waits.length,
  };
}

function keepSamples(exchanges: readonly Exchange[], { sampledAt, addSample }: BatchHouse, now: number): void {
  for (const exchange of exchanges) {
    const kind = exchange.status !== null && exchange.status < 300 ? "good" : "bad";
    if (now - sampledAt[kind] < (kind === "good" ? GOOD_SAMPLE_EVERY_MS : BAD_SAMPLE_EVERY_MS)) continue;
    sampledAt[kind] = now;
    addSample(exchange);
  }
}
