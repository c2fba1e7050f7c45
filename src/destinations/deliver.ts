import type { TrackedEvent } from "#core/event.ts";
import { reasonOf } from "#core/log.ts";
import type { Json } from "#core/json.ts";
import type { Connection, Subscription } from "#destinations/connection.ts";
import {
  type DeliveredEvent,
  DeliveryError,
  type Destination,
  type DestinationRequest,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import { applyMapping, MappingFault } from "#destinations/mapping.ts";
import { isObject } from "#core/json.ts";
import { segmentEvent } from "#destinations/segment-event.ts";

/** One event on its way to one action. */
export interface Item {
  seq: number;
  event: TrackedEvent;
  /** Tries of its own before this one, and since when (ms); 0 and null: none. */
  attempts: number;
  firstAt: number | null;
}

/** What came of a call of a destination, item by item. */
export interface Outcome {
  delivered: Item[];
  rejected: { item: Item; error: string }[];
  /** Failed on their own for now. */
  again: { item: Item; error: string }[];
  /** What holds for the destination as a whole, and the items that were not taken because of it. */
  stop: DeliveryError | null;
  undone: Item[];
}

export interface DeliverHouse {
  destination: Destination;
  connection: Connection;
  request: DestinationRequest;
  now: () => number;
}

/** A destination that neither answers nor fails is given up after this. */
const LONGEST_CALL_MS = 120_000;

/** Calls that may be spent on finding the bad events of one batch that was refused as a whole. */
const MAX_SPLITS = 40;

/**
 * Delivers items to one action, in one call, and says what came of each. A batch refused as a whole is split until the
 * events at fault stand alone; what is not found by then is refused with the rest. Never throws.
 */
export async function deliver(
  items: readonly Item[],
  subscription: Subscription,
  house: DeliverHouse,
): Promise<Outcome> {
  const outcome: Outcome = { delivered: [], rejected: [], again: [], stop: null, undone: [] };
  const mapping = subscription.mapping ?? house.destination.actions[subscription.action]?.mapping;
  const ready: Ready[] = [];
  for (const item of items) {
    const made = prepare(item, mapping, subscription, house.connection);
    if (made instanceof Rejected) outcome.rejected.push({ item, error: made.message });
    else ready.push({ item, delivered: made });
  }
  if (ready.length > 0) await attempt(ready, subscription.action, house, outcome, { splits: MAX_SPLITS });
  return outcome;
}

interface Ready {
  item: Item;
  delivered: DeliveredEvent;
}

/** The event as the destination gets it, or why the mapping can't make it. */
export function prepare(
  { seq, event }: Pick<Item, "seq" | "event">,
  mapping: Json | undefined,
  subscription: Pick<Subscription, "id" | "action">,
  connection: Pick<Connection, "uid">,
): DeliveredEvent | Rejected {
  if (mapping === undefined) return new Rejected(`This destination has no action "${subscription.action}" any more.`);
  const json = segmentEvent(event);
  try {
    const payload = applyMapping(mapping, json);
    if (!isObject(payload)) return new Rejected("The mapping gives no object.");
    return { id: `${connection.uid}-${subscription.id}-${seq}`, event: json, payload };
  } catch (error) {
    if (error instanceof MappingFault) return new Rejected(`The mapping does not fit this event. ${error.message}`);
    throw error;
  }
}

async function attempt(
  ready: readonly Ready[],
  action: string,
  house: DeliverHouse,
  outcome: Outcome,
  budget: { splits: number },
): Promise<void> {
  const result = await call(ready, action, house);
  if (!(result instanceof DeliveryError)) {
    const errors = ready.map((_, index) => result[index] ?? null);
    // From here on nothing was taken: that is no single event's fault.
    const tail = errors.findLastIndex((error) => error === null || error.outcome === "rejected") + 1;
    for (const [index, { item }] of ready.slice(0, tail).entries()) settle(item, errors[index] ?? null, outcome);
    outcome.stop = errors[tail] ?? outcome.stop;
    outcome.undone.push(...ready.slice(tail).map(({ item }) => item));
    return;
  }
  if (result.outcome !== "rejected") {
    outcome.stop = result;
    outcome.undone.push(...ready.map(({ item }) => item));
    return;
  }
  if (ready.length === 1 || budget.splits < 2) {
    for (const { item } of ready) outcome.rejected.push({ item, error: result.message });
    return;
  }
  budget.splits -= 2;
  const middle = Math.ceil(ready.length / 2);
  for (const half of [ready.slice(0, middle), ready.slice(middle)]) {
    if (outcome.stop) outcome.undone.push(...half.map(({ item }) => item));
    else await attempt(half, action, house, outcome, budget);
  }
}

function settle(item: Item, error: DeliveryError | null, outcome: Outcome): void {
  if (error === null) outcome.delivered.push(item);
  else if (error.outcome === "rejected") outcome.rejected.push({ item, error: error.message });
  else {
    outcome.again.push({ item, error: error.message });
    // It goes on for the others, and then waits as it was asked to.
    if (error.outcome !== "unavailable") outcome.stop ??= error;
  }
}

async function call(
  ready: readonly Ready[],
  action: string,
  { destination, connection, request, now }: DeliverHouse,
): Promise<DeliveryError | readonly (DeliveryError | null)[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const result = await Promise.race([
      destination.deliver({
        settings: { ...connection.settings, ...connection.secrets },
        action,
        events: ready.map(({ delivered }) => delivered),
        request,
        now: now(),
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Unavailable("The delivery did not come to an end.")), LONGEST_CALL_MS);
      }),
    ]);
    return result ?? ready.map(() => null);
  } catch (error) {
    return error instanceof DeliveryError ? error : new Unavailable(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer ?? null);
  }
}
