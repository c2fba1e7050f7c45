import { BASE, type StoreFault } from "../schedule.ts";
import type { Said } from "../../identity-model.ts";
import { encodeMessage, decodeMessage } from "#core/message.ts";
import { createKnownLinks, type KnownLinks } from "#identity/known-links.ts";
import { interpret } from "#ingest/interpret.ts";
import { consume } from "#pipeline.ts";
import { append, createWriter, type Writer } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { requestRecord } from "../../../support/messages.ts";
import type { Names, Objects } from "./names.ts";
import { note, withBatch } from "./stage.ts";

/** What one isolate of the consumer remembers. */
interface Isolate {
  writer: Writer;
  known: KnownLinks;
}

export interface Delivery {
  messages: readonly Said[];
  isolate: number;
  /** 0: the isolate's own memory; n: one of n successful deliveries ago, of whichever isolate. */
  cache: number;
  fault: StoreFault | null;
  now: number;
}

/** The text of a queue message. */
export function messageText(said: Said, { idWith }: Names): string {
  const { id, type, userId, anonymousId, previousId, timestamp, receivedAt, secret } = said;
  const prefixed = (given: string | null) => (given === null ? null : idWith(given));
  const event = {
    type,
    messageId: id,
    event: "Happened",
    userId: prefixed(userId),
    anonymousId: prefixed(anonymousId),
    previousId: prefixed(previousId),
    timestamp: new Date(timestamp).toISOString(),
  };
  const request = requestRecord({
    id,
    receivedAt,
    sourceId: secret ? 1 : 2,
    sourceKind: secret ? "secret" : "public",
    userAgent: null,
  });
  return encodeMessage(request, 0, JSON.stringify({ batch: [event] }));
}

/** The real consumer in three isolates; says which messages were acknowledged. */
export function createConsumer(db: D1Database, second: D1Database | null, objects: Objects, names: Names) {
  const isolates = Array.from({ length: 3 }, (): Isolate => ({ writer: createWriter(), known: createKnownLinks() }));
  const memories: KnownLinks["pairs"][] = [];
  const secondWriter = createWriter();
  const acknowledged = new Set<string>();

  return {
    acknowledged,
    async deliver({ messages, isolate: number, cache, fault, now }: Delivery): Promise<void> {
      const isolate = isolates[number % isolates.length];
      if (!isolate) return;
      const old = cache === 0 ? undefined : memories.at(-cache);
      if (old && isolate.writer.dictionary !== null) note("old memory used");
      if (old) isolate.known = { pairs: new Map(old), since: isolate.writer.dictionary };
      const told = new Map<string, "ack" | "retry">();
      await consume(batchOf(messages, names, told), {
        db: failing(db, fault),
        writer: isolate.writer,
        clock: () => now,
        plan: createPlanMemory(),
        identity: { objects, known: isolate.known, maxClaimAgeMs: null },
        continueErasure: () => Promise.resolve(),
        publish: () => Promise.resolve(),
        wake: () => Promise.resolve(),
      });
      const taken = messages.filter(({ id }) => told.get(id) === "ack");
      const first = taken.filter(({ id }) => !acknowledged.has(id));
      if (second && first.length > 0)
        await append(
          second,
          secondWriter,
          first.map((said) => arrivalOf(said, names)),
          () => now,
        );
      for (const { id } of taken) acknowledged.add(id);
      if (isolate.writer.dictionary !== null) memories.push(new Map(isolate.known.pairs));
    },
  };
}

function batchOf(messages: readonly Said[], names: Names, told: Map<string, "ack" | "retry">): MessageBatch {
  const say = (id: string, word: "ack" | "retry") => {
    if (!told.has(id)) told.set(id, word);
  };
  return {
    queue: "headwater-events",
    messages: messages.map((said) => ({
      id: said.id,
      timestamp: new Date(BASE),
      body: messageText(said, names),
      attempts: 1,
      ack: () => say(said.id, "ack"),
      retry: () => say(said.id, "retry"),
    })),
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    ackAll: () => messages.forEach(({ id }) => say(id, "ack")),
    retryAll: () => messages.forEach(({ id }) => say(id, "retry")),
  };
}

/** For a second database of events, as a workspace too large for one has. */
function arrivalOf(said: Said, names: Names): Arrival {
  const message = decodeMessage(messageText(said, names));
  if (!("body" in message)) throw new TypeError("a message without events");
  const { id: requestId, sourceId, receivedAt } = message.request;
  return { requestId, offset: 0, sourceId, receivedAt, ...interpret(message.request, JSON.parse(message.body)) };
}

function failing(db: D1Database, fault: StoreFault | null): D1Database {
  if (!fault) return db;
  let { skip, times } = fault;
  return withBatch(db, async (statements) => {
    if (skip-- > 0 || times-- <= 0) return db.batch(statements);
    note(fault.applied ? "store's answer lost" : "store failed");
    if (fault.applied) await db.batch(statements);
    throw new Error("D1_ERROR: Network connection lost.");
  });
}
