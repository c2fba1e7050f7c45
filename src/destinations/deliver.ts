import type { TrackedEvent } from "#core/event.ts";
import { reasonOf } from "#core/log.ts";
import { isObject, type Json, type JsonObject } from "#core/json.ts";
import type { Connection, Subscription } from "#destinations/connection.ts";
import {
  type DeliveredEvent,
  type Delivery,
  DeliveryError,
  type Destination,
  type DestinationRequest,
  type Disconnected,
  MAX_CALLS,
  NotReached,
  type RateLimited,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import { halving, type Said } from "#destinations/halving.ts";
import { applyMapping, MappingFault } from "#destinations/mapping.ts";
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
  /** What holds for the destination as a whole. */
  stop: Stop | null;
  /** The last items, where nothing was decided: because of `stop`, or since the delivery had no calls left for them. */
  undone: Item[];
}

type Stop = Disconnected | RateLimited | Unavailable;
const isStop = (error: DeliveryError | null): error is Stop =>
  error !== null && error.outcome !== "rejected" && error.outcome !== "not_reached";

export interface DeliverHouse {
  destination: Destination;
  connection: Connection;
  request: DestinationRequest;
  now: () => number;
}

/** A destination that neither answers nor fails is given up after this. */
const LONGEST_CALL_MS = 120_000;

/**
 * Delivers items to one action, in one call, and says what came of each. A batch refused as a whole is split until the
 * events at fault stand alone; what the calls don't suffice for is undone, and next. Never throws.
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
  const events = ready.map(({ delivered }) => delivered);
  const { destination, connection, request, now } = house;
  const settings = { ...connection.settings, ...connection.secrets };
  const errors = await deliverEvents(destination, events, { settings, action: subscription.action, request, now });
  // From here on nothing was decided: that is no single event's fault.
  const tail = errors.findLastIndex((error) => error === null || error.outcome === "rejected") + 1;
  for (const [index, { item }] of ready.slice(0, tail).entries()) settle(item, errors[index] ?? null, outcome);
  outcome.stop = errors.slice(tail).find(isStop) ?? outcome.stop;
  // Or it would be asked again and again, at once.
  if (tail === 0 && ready.length > 0) outcome.stop ??= new Unavailable("The delivery did not begin.");
  outcome.undone.push(...ready.slice(tail).map(({ item }) => item));
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

function settle(item: Item, error: DeliveryError | null, outcome: Outcome): void {
  if (error === null) outcome.delivered.push(item);
  else if (error.outcome === "rejected") outcome.rejected.push({ item, error: error.message });
  else {
    outcome.again.push({ item, error: error.message });
    // It goes on for the others, and then waits as it was asked to.
    if (isStop(error) && error.outcome !== "unavailable") outcome.stop ??= error;
  }
}

/** Delivers events, in halves where they are rejected as a whole. Of each in turn null or the error; never throws. */
export function deliverEvents(
  destination: Pick<Destination, "deliver">,
  events: readonly DeliveredEvent[],
  { now, ...delivery }: Omit<Delivery<JsonObject>, "events" | "now"> & { now: () => number },
): Promise<(DeliveryError | null)[]> {
  const call = async (part: readonly DeliveredEvent[]): Promise<Said<DeliveryError>> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const each = await Promise.race([
        destination.deliver({ ...delivery, events: part, now: now() }),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Unavailable("The delivery did not come to an end.")), LONGEST_CALL_MS);
        }),
      ]);
      return each ? { each } : { whole: null };
    } catch (error) {
      return { whole: error instanceof DeliveryError ? error : new Unavailable(reasonOf(error), { cause: error }) };
    } finally {
      clearTimeout(timer ?? null);
    }
  };
  return halving(events, call, { left: MAX_CALLS, stopped: null, notReached: new NotReached() });
}
