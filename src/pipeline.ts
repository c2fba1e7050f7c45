/**
 * The way of a batch, in order: this list is the manual. Each step is a function of a stage; stages meet here, in
 * worker.ts and in house/, nowhere else.
 *
 *   decode      text of the queue → requests (what can't be read is poison: it is buried, not retried for ever)
 *   interpret   request → events, each stamped with time, place, agent and origin; or refused, with its reason
 *   judge       by the tracking plan: as planned, or without what is not, or refused, or kept aside
 *   identify    what they say of two ids → the identity objects, unless that is known; of one: traits, groups, first touch
 *   append      one D1 transaction: duplicates out; facts, packs, rollups, profiles, refusals in
 *   wake        the Senders of destinations and the Audiences object, which read on in the store; again for what was stored before, should that have failed
 *   publish     to the live feed, while somebody watches
 *   ack         only now
 */
import type { TrackedEvent } from "#core/event.ts";
import { log, reasonOf } from "#core/log.ts";
import { decodeMessage, type QueueMessage } from "#core/message.ts";
import { type BatchBindings, batchOf, type Readable, type Taken, takenFromHeld } from "#house/batch.ts";
import { interpret } from "#ingest/interpret.ts";
import { type Appended, appendBrought, type Writer } from "#store/append.ts";
import { bury } from "#store/dead-letters.ts";
import { type D1Failure, d1Failure } from "#store/d1-error.ts";

export interface PipelineBindings extends BatchBindings {
  writer: Writer;
  continueErasure: (id: number) => Promise<void>;
  /** Called where the database takes no more: moves something out of it. True where there is room again; never throws. */
  makeRoom?: () => Promise<boolean>;
  /** Tells whoever sends events on that there are some; never throws. */
  wake: () => Promise<void>;
  /** Shows stored events, and says that they are all of a range of arrival numbers; never throws. */
  publish: (events: TrackedEvent[], range: Appended["range"]) => Promise<void>;
}

/** Seconds until the queue hands a failed message over again: doubling, at most 15 minutes, longer at once where D1 is full. */
export function retryDelay(attempts: number, failure: D1Failure): number {
  const most = 900;
  if (failure === "full") return most;
  // Soon over; the queue's hundred tries last an hour and a half like this.
  if (failure === "held") return Math.min(60, 2 * attempts);
  const base = failure === "overloaded" ? 5 : 1;
  return Math.min(most, base * 2 ** Math.min(attempts - 1, 10));
}

/**
 * Takes a batch of the EVENTS queue. Every message is acknowledged (stored, or kept as a dead letter) or asked for again;
 * nothing is thrown after an ack, because the local runtime then delivers acknowledged messages again.
 */
export async function consume(batch: MessageBatch, bindings: PipelineBindings): Promise<void> {
  for (const messages of bySize(batch.messages)) await take(messages, bindings);
}

/** Text taken at once. A batch of a hundred full messages would be 12.8 MB, and several times that once parsed. */
const MAX_TEXT = 4_000_000;

/** Nearly always the whole batch; in several parts only where it is very large. */
function bySize(messages: readonly Message[]): Message[][] {
  const parts: Message[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const length = typeof message.body === "string" ? message.body.length : 0;
    if (size + length > MAX_TEXT) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(message);
    size += length;
  }
  return parts;
}

async function take(messages: readonly Message[], bindings: PipelineBindings): Promise<void> {
  const readable: Readable[] = [];
  for (const message of messages) {
    try {
      const decoded = decodeMessage(message.body);
      if ("erasure" in decoded) {
        await goOn(message, decoded.erasure, bindings);
        continue;
      }
      if ("release" in decoded) await letIn(message, decoded.release, bindings);
      else readable.push({ message, taken: [takenOf(decoded)] });
    } catch (error) {
      await buryOrRetry(message, reasonOf(error), bindings);
    }
  }
  if (readable.length > 0) await store(readable, bindings);
}

/** Not an event at all: the next part of an erasure. It asks for the one after that itself. */
async function goOn(message: Message, erasure: number, { continueErasure }: PipelineBindings): Promise<void> {
  try {
    await continueErasure(erasure);
    message.ack();
  } catch (error) {
    log("error", "erasure_failed", { erasure, reason: reasonOf(error) });
    message.retry({ delaySeconds: retryDelay(message.attempts, d1Failure(error)) });
  }
}

/** Not from a client: events that were kept aside. What can't be read of them is asked for again. */
async function letIn(message: Message, release: readonly number[], bindings: PipelineBindings): Promise<void> {
  try {
    const taken = await takenFromHeld(bindings.db, release, bindings.clock());
    await store([{ message, taken }], bindings);
  } catch (error) {
    log("error", "release_failed", { events: release.length, reason: reasonOf(error) });
    message.retry({ delaySeconds: retryDelay(message.attempts, d1Failure(error)) });
  }
}

/** Steps one and two: what a message says. */
function takenOf(message: Exclude<QueueMessage, { erasure: number } | { release: number[] }>): Taken {
  if ("refused" in message) {
    const { id, sourceId, receivedAt, ...refusal } = message.refused;
    const arrival = { requestId: id, offset: 0, sourceId, receivedAt, events: [], refused: [refusal] };
    return { ...arrival, sourceKind: "public", releases: null };
  }
  const { request, offset, body } = message;
  const { sourceId, sourceKind, receivedAt } = request;
  const { events, refused } = interpret(request, JSON.parse(body), offset);
  return { requestId: request.id, offset, sourceId, receivedAt, events, refused, sourceKind, releases: null };
}

/** Steps three to eight. Where D1 will never take a batch as it is, its messages are tried one by one and the culprit is buried. */
async function store(list: Readable[], bindings: PipelineBindings): Promise<void> {
  const { db, writer, clock, publish, wake } = bindings;
  const batch = batchOf(list, bindings);
  let appended: Appended;
  try {
    appended = await appendBrought(db, writer, batch.bring, clock);
  } catch (error) {
    const failure = d1Failure(error);
    log("error", "append_failed", { failure, messages: list.length, reason: reasonOf(error) });
    if (failure === "permanent" && list.length > 1) {
      for (const one of list) await store([one], bindings);
      return;
    }
    const hasRoom = failure === "full" && ((await bindings.makeRoom?.()) ?? false);
    for (const { message } of list) {
      if (hasRoom) message.retry({ delaySeconds: 1 });
      else if (failure === "permanent") await buryOrRetry(message, reasonOf(error), bindings);
      else message.retry({ delaySeconds: retryDelay(message.attempts, failure) });
    }
    return;
  }
  batch.done(appended);
  // Before the ack, and also where all were duplicates: whoever died between the two left this to us.
  if (list.some(({ taken }) => taken.some(({ events }) => events.length > 0))) await wake();
  for (const { message } of list) message.ack();
  log("info", "appended", {
    messages: list.length,
    events: appended.stored.length,
    duplicates: appended.duplicates,
    notAsPlanned: appended.noted.length,
    rowsWritten: appended.rowsWritten,
    rowsRead: appended.rowsRead,
    identityCalls: batch.calls(),
    oldestMs: Math.max(0, ...list.flatMap(({ taken }) => taken.map(({ receivedAt }) => clock() - receivedAt))),
  });
  const shown = appended.stored.flatMap(({ event }) => (event.imported === true ? [] : [event]));
  if (appended.watchedUntil > clock() && shown.length > 0) await publish(shown, appended.range);
}

async function buryOrRetry(message: Message, reason: string, { db, clock }: PipelineBindings): Promise<void> {
  try {
    const body = typeof message.body === "string" ? message.body : JSON.stringify(message.body);
    await bury(db, { queue: "events", messageId: message.id, reason, body }, clock());
    message.ack();
  } catch (error) {
    // Not even the dead letter could be written: the queue keeps it.
    log("error", "bury_failed", { reason: reasonOf(error), because: reason });
    message.retry({ delaySeconds: retryDelay(message.attempts, "overloaded") });
  }
}

/** Takes what Cloudflare gave up retrying: kept in D1 until somebody replays it, since the queue itself keeps it only days. */
export async function buryAll(batch: MessageBatch, bindings: PipelineBindings): Promise<void> {
  for (const message of batch.messages) await buryOrRetry(message, "retries used up", bindings);
}
