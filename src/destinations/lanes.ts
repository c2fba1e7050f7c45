import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import type { Subscription } from "#destinations/connection.ts";
import type { Action } from "#destinations/contract.ts";
import type { Item } from "#destinations/deliver.ts";
import type { Progress } from "#destinations/sender-state.ts";

/** Deliveries that keep their order; several lanes go at once. */
export interface Lane {
  key: string;
  subscription: Subscription;
  items: Item[];
}

export interface Window {
  lanes: Lane[];
  received: number;
  filtered: number;
}

/** Lanes of an action that takes one event a request: a person's events keep their order, several people's go at once. */
const LANES = 4;

/**
 * Parts a window of events into lanes, by subscription and, where each event is a request of its own, by person. What
 * `progress` says is done already is left out.
 */
export function windowOf(
  events: readonly { seq: number; event: TrackedEvent }[],
  plan: (event: TrackedEvent) => Subscription[],
  actions: Readonly<Record<string, Action>>,
  progress: Progress,
): Window {
  const lanes = new Map<string, Lane>();
  let filtered = 0;
  for (const { seq, event } of events) {
    const subscriptions = plan(event);
    if (subscriptions.length === 0) filtered += 1;
    for (const subscription of subscriptions) {
      const count = actions[subscription.action]?.batch.events === 1 ? LANES : 1;
      const key = `${subscription.id}/${count}/${count === 1 ? 0 : hash(actorOf(event) ?? event.messageId) % count}`;
      if (seq <= (progress.positions[key] ?? 0)) continue;
      const lane = lanes.get(key) ?? { key, subscription, items: [] };
      lanes.set(key, lane);
      lane.items.push({ seq, event, attempts: 0, firstAt: null });
    }
  }
  return { lanes: [...lanes.values()], received: events.length, filtered };
}

/** Fits for parting, and for nothing else (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/**
 * Parts items into calls of an action, each within its limits. `tries` halves the number of events each time: a batch that
 * fails again and again for one event in it gets small enough to let the others through.
 */
export function batchesOf(items: readonly Item[], action: Action | undefined, tries = 0): Item[][] {
  const most = Math.max(1, Math.floor((action?.batch.events ?? 1) / 2 ** Math.min(tries, 20)));
  const mostBytes = action?.batch.bytes ?? Number.POSITIVE_INFINITY;
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = JSON.stringify(item.event.raw).length + ENVELOPE_BYTES;
    const open = batches.at(-1);
    if (!open || open.length >= most || bytes + size > mostBytes) {
      batches.push([item]);
      bytes = size;
    } else {
      open.push(item);
      bytes += size;
    }
  }
  return batches;
}

/** What a payload has beyond what the client said: ids, times, address. */
const ENVELOPE_BYTES = 600;
