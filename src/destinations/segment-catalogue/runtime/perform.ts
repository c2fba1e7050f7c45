import { createRequestClient, HTTPError, MultiStatusResponse } from "segment:actions-core";
import type { JsonObject } from "#core/json.ts";
import type { DeliveredEvent, DestinationRequest } from "#destinations/contract.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";
import { halving, type Said } from "#destinations/halving.ts";
import { bundleOf } from "./bundle.ts";
import type { ActionDefinition, Definition } from "./definition.ts";
import { type Exit, exits } from "./exit.ts";
import { type Failure, failureOf, failureOfStatus } from "./failure.ts";
import { checkedPayload } from "./payload-fault.ts";

export interface Work {
  definition: Definition;
  action: string;
  settings: JsonObject;
  /** Of destinations that Segment signs in to by OAuth; empty where there is none. */
  accessToken: string;
  events: readonly DeliveredEvent[];
  request: DestinationRequest;
  /** ms */
  now: number;
}

/** Of each event in turn: null where it was taken, else how it failed. Throws only where the action is unknown. */
export type Perform = (work: Work) => Promise<(Failure | null)[]>;

interface Pending {
  index: number;
  event: JsonObject;
  payload: JsonObject;
}

/** The contract's, which would bring its errors' classes into the built catalogue. */
const MAX_CALLS = 40;
const NOT_REACHED: Failure = { outcome: "not_reached", message: "", retryAfterMs: null };

/**
 * Delivers by Segment's own code: `performBatch` for what goes together, `perform` for one alone. Where a batch is refused as
 * a whole, halves are sent until what is bad is alone; what can't be sent at all keeps what comes after it.
 */
export const perform: Perform = async (work) => {
  const action = work.definition.actions[work.action];
  if (!action) throw new Error(`${work.definition.name} has no action ${work.action}`);
  const failures: (Failure | null)[] = work.events.map(() => null);
  const calls = { left: MAX_CALLS, stopped: null, notReached: NOT_REACHED };
  for (const group of groupsOf(action, work.events)) {
    const alone = group.length === 1;
    const good = group.filter((one) => {
      const { payload, fault } = checkedPayload(action, one.payload, alone);
      one.payload = payload;
      failures[one.index] = fault;
      return fault === null;
    });
    const found = await halving(good, (part) => call(work, action, part), calls);
    for (const [at, { index }] of good.entries()) failures[index] = found[at] ?? null;
  }
  return failures;
};

/** What goes in one call: those that a batch takes together by `batch_keys`, everything else alone, in order. */
function groupsOf(action: ActionDefinition, events: readonly DeliveredEvent[]): Pending[][] {
  const groups = new Map<string, Pending[]>();
  for (const [index, { event, payload }] of events.entries()) {
    // Segment's code may change what it is given, and the engine may give the same again.
    const pending = { index, event: structuredClone(event), payload: structuredClone(payload) };
    const batched = action.performBatch !== undefined && payload["enable_batching"] !== false;
    const key = batched ? JSON.stringify(batchKeysOf(action, payload).map((name) => payload[name])) : `alone ${index}`;
    const group = groups.get(key);
    if (group) group.push(pending);
    else groups.set(key, [pending]);
  }
  return [...groups.values()];
}

function batchKeysOf(action: ActionDefinition, payload: JsonObject): string[] {
  const keys = payload["batch_keys"] ?? action.fields["batch_keys"]?.default;
  return Array.isArray(keys) ? keys.map(String) : [];
}

async function call(work: Work, action: ActionDefinition, part: readonly Pending[]): Promise<Said<Failure>> {
  const { definition, settings, accessToken, request, now } = work;
  const [only] = part;
  const said =
    part.length === 1 && only
      ? { events: only.event, payload: only.payload }
      : { events: part.map(({ event }) => event), payload: part.map(({ payload }) => payload) };
  const bundle = bundleOf(action, { ...said, settings, accessToken });
  const exit: Exit = { request, failure: null, last: null };
  try {
    return await exits.run(exit, async () => {
      const client = createRequestClient(definition.extendRequest?.(bundle) ?? {});
      const result = await (part.length === 1 ? action.perform : action.performBatch)?.(client, bundle);
      if (result instanceof MultiStatusResponse)
        return ofEach(
          part.map((_, index) => eachOf(result, index)),
          exit,
          now,
        );
      return { whole: result instanceof HTTPError ? asAnswered(failureOf(result, null, now), exit, now) : null };
    });
  } catch (error) {
    return { whole: asAnswered(failureOf(error, exit.failure, now), exit, now) };
  }
}

/**
 * A failure as the destination's last answer has it, where Segment's code lost that on the way: how long to wait, or that no
 * event is to blame. Where it can't read an answer of 429 or 503 it says that the events are bad.
 */
function asAnswered(failure: Failure | null, { last }: Exit, now: number): Failure | null {
  if (failure === null || last === null || last.status < 400) return failure;
  const answered = failureOfStatus(last.status, failure.message, retryAfterMs(last.headers, now));
  if (failure.outcome === "rate_limited" && answered.outcome === "rate_limited") {
    return failure.retryAfterMs === null ? answered : failure;
  }
  return failure.outcome === "rejected" ? answered : failure;
}

/** Some actions say of each event what was said of the batch as a whole: where all are rejected, nobody knows yet which is bad. */
function ofEach(each: (Failure | null)[], exit: Exit, now: number): Said<Failure> {
  const [first = null] = each;
  if (each.every((failure) => failure?.outcome === "rejected")) return { whole: asAnswered(first, exit, now) };
  return { each: each.map((failure) => (failure?.outcome === "rejected" ? failure : asAnswered(failure, exit, now))) };
}

/** What a destination that answers for each event of a batch said of one. */
function eachOf(result: MultiStatusResponse, index: number): Failure | null {
  const each = result.getResponseAtIndex(index);
  if (!each) return failureOfStatus(500, "The destination's code said nothing of this event");
  const value = each.value();
  const status = "status" in value ? Number(value.status) : 200;
  if (status < 400) return null;
  return failureOfStatus(status, "errormessage" in value ? String(value.errormessage) : `It answered ${status}`);
}
