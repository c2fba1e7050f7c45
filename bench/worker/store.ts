import { decodeMessage, encodeMessage } from "#core/message.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { identify } from "#identity/identify.ts";
import { createKnownLinks, type KnownLinks } from "#identity/known-links.ts";
import { identity } from "#identity/object.ts";
import { interpret } from "#ingest/interpret.ts";
import { append, createWriter, dictionaryOf, type Writer } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import { type SyntheticEvent, syntheticEvents } from "../events.ts";
import { trackCall } from "../wire.ts";
import { countedDatabase, NO_ROWS, type RowCounts } from "./counted-database.ts";
import { insertOneByOne } from "./insert.ts";
import { recordOf } from "./request-record.ts";

/**
 * The consumer's path in steps that can be timed from outside: make queue messages, read them, identify and store them.
 * What one step made waits in memory for the next, so that the time of a step is its own. POST /<step>?…; answers JSON.
 */
interface Bound {
  HUNDRED: D1Database;
  THOUSAND: D1Database;
  PLAIN: D1Database;
  LINKS_HUNDRED: DurableObjectNamespace;
  LINKS_THOUSAND: DurableObjectNamespace;
}

const EVENTS_PER_REQUEST = 10;

let source: Generator<SyntheticEvent> | null = null;
let shape: "browser" | "bare" = "bare";
let messages: string[] = [];
let arrivals: Arrival[] = [];

/** What the consumer's isolate remembers, for each database, and the rows it and the objects asked of it. */
interface Consumer {
  writer: Writer;
  known: KnownLinks;
  rows: RowCounts;
}
const newConsumer = (): Consumer => ({ writer: createWriter(), known: createKnownLinks(), rows: {} });
const consumers = { HUNDRED: newConsumer(), THOUSAND: newConsumer() };
type Appending = keyof typeof consumers;

const house = (env: Bound, name: Appending) => ({
  databases: [countedDatabase(env[name], "objects", () => consumers[name].rows)],
  maxUsers: 100,
});
export class Links_Hundred extends identity<Bound>((env) => house(env, "HUNDRED")) {}
export class Links_Thousand extends identity<Bound>((env) => house(env, "THOUSAND")) {}

function* chunksOf<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

function next(count: number): SyntheticEvent[] {
  const events: SyntheticEvent[] = [];
  while (events.length < count) {
    const made = source?.next();
    if (made === undefined || made.done === true) break;
    events.push(made.value);
  }
  return events;
}

function messageOf(events: SyntheticEvent[]): string {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("a message needs an event");
  const receivedAt = last.timestamp + 60;
  const record = recordOf(first, receivedAt, "public");
  const sentAt = new Date(receivedAt).toISOString();
  return encodeMessage(record, 0, JSON.stringify({ batch: events.map((event) => trackCall(event, shape)), sentAt }));
}

function read(text: string): Arrival {
  const message = decodeMessage(text);
  if (!("body" in message)) throw new TypeError("a message without events");
  const { id: requestId, sourceId, receivedAt } = message.request;
  return {
    requestId,
    offset: message.offset,
    sourceId,
    receivedAt,
    ...interpret(message.request, JSON.parse(message.body), message.offset),
  };
}

/** Identifies and stores a batch, as src/pipeline.ts does. */
async function take(env: Bound, name: Appending, batch: Arrival[]): Promise<number> {
  const { writer, known, rows } = consumers[name];
  // The consumer's clock follows the events', or its memory of a day would hold all ninety.
  const now = batch.at(-1)?.receivedAt ?? 0;
  // One bucket: what an object of its own costs a linked id is counted by `identity`.
  const objects = identityObjects(env[`LINKS_${name}`], 1);
  const said = batch.flatMap(({ events }) => events.map((event) => ({ event, sourceKind: "public" as const })));
  const state = await dictionaryOf(env[name], writer, () => now);
  const counted = countedDatabase(env[name], "consumer", () => rows);
  const identified = await identify(counted, { objects, known, maxClaimAgeMs: null }, said, state, now);
  const { stored } = await append(
    counted,
    writer,
    batch,
    () => now,
    (events, planned) => identified.statements(events, planned),
  );
  return stored.length;
}

/** Until the objects have published everything. */
async function published(database: D1Database): Promise<void> {
  while ((await database.prepare("SELECT count(*) AS n FROM pending_links").first<number>("n")) !== 0)
    await scheduler.wait(5);
}

const steps: Record<string, (query: URLSearchParams, env: Bound) => Promise<unknown>> = {
  async start(query) {
    shape = query.get("shape") === "browser" ? "browser" : "bare";
    source = syntheticEvents({ count: Number(query.get("events")) });
    return {};
  },
  async prepare(query) {
    messages = [...chunksOf(next(Number(query.get("events"))), EVENTS_PER_REQUEST)].map(messageOf);
    return { messages: messages.length };
  },
  async read() {
    arrivals = messages.map(read);
    const events = arrivals.reduce((sum, arrival) => sum + arrival.events.length, 0);
    return { events, refused: arrivals.flatMap((arrival) => arrival.refused).slice(0, 3) };
  },
  async append(query, env) {
    const name = query.get("database") === "HUNDRED" ? "HUNDRED" : "THOUSAND";
    const consumer = consumers[name];
    consumer.rows = {};
    let stored = 0;
    for (const batch of chunksOf(arrivals, Number(query.get("batch")) / EVENTS_PER_REQUEST))
      stored += await take(env, name, batch);
    await published(env[name]);
    const { consumer: own = NO_ROWS, objects = NO_ROWS } = consumer.rows;
    return {
      stored,
      rowsWritten: own.written + objects.written,
      rowsPublished: objects.written,
      rowsRead: own.read + objects.read,
    };
  },
  async insert(query, env) {
    const events = arrivals.flatMap((arrival) => arrival.events);
    const total = { stored: 0, rowsWritten: 0, rowsPublished: 0, rowsRead: 0 };
    for (const batch of chunksOf(events, Number(query.get("batch")))) {
      total.rowsWritten += await insertOneByOne(env.PLAIN, batch);
      total.stored += batch.length;
    }
    return total;
  },
  async size(query, env) {
    const name = query.get("database");
    const { meta } = await env[name === "HUNDRED" || name === "THOUSAND" ? name : "PLAIN"].prepare("SELECT 1").run();
    return { bytes: meta.size_after };
  },
};

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const step = steps[pathname.slice(1)];
    if (step === undefined) return new Response("no such step", { status: 404 });
    return Response.json(await step(searchParams, env));
  },
} satisfies ExportedHandler<Bound>;
