import { decodeMessage, encodeMessage, type RequestRecord } from "#core/message.ts";
import { interpret } from "#ingest/interpret.ts";
import { append, createWriter, type Writer } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import { type SyntheticEvent, syntheticEvents } from "../events.ts";
import { trackCall, userAgentOf } from "../wire.ts";
import { insertOneByOne } from "./insert.ts";

/**
 * The consumer's path in steps that can be timed from outside: make queue messages, read them, store them. What one step
 * made waits in memory for the next, so that the time of a step is its own. POST /<step>?…; answers JSON.
 */
const EVENTS_PER_REQUEST = 10;

let source: Generator<SyntheticEvent> | null = null;
let shape: "browser" | "bare" = "bare";
let messages: string[] = [];
let arrivals: Arrival[] = [];
const writers = new Map<string, Writer>();

function* chunksOf<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

function take(count: number): SyntheticEvent[] {
  const events: SyntheticEvent[] = [];
  while (events.length < count) {
    const next = source?.next();
    if (next === undefined || next.done === true) break;
    events.push(next.value);
  }
  return events;
}

function messageOf(events: SyntheticEvent[]): string {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("a message needs an event");
  const receivedAt = last.timestamp + 60;
  const record: RequestRecord = {
    id: crypto.randomUUID(),
    receivedAt,
    sourceId: 1,
    sourceKind: "public",
    type: null,
    ip: `186.48.${first.device}.20`,
    ipPrivacy: "full",
    place: {
      country: first.country,
      region: null,
      city: `${first.country} City`,
      continent: null,
      latitude: -34.9,
      longitude: -56.18,
      postalCode: null,
      timezone: "America/Montevideo",
      asn: 6057,
      network: null,
    },
    userAgent: userAgentOf(first),
    hints: null,
    origin: "https://shop.example",
    referer: "https://shop.example/",
    gpc: false,
    retries: 0,
    sentAt: null,
  };
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

const steps: Record<string, (query: URLSearchParams, database: D1Database, name: string) => Promise<unknown>> = {
  async start(query) {
    shape = query.get("shape") === "browser" ? "browser" : "bare";
    source = syntheticEvents({ count: Number(query.get("events")) });
    return {};
  },
  async prepare(query) {
    messages = [...chunksOf(take(Number(query.get("events"))), EVENTS_PER_REQUEST)].map(messageOf);
    return { messages: messages.length };
  },
  async read() {
    arrivals = messages.map(read);
    const events = arrivals.reduce((sum, arrival) => sum + arrival.events.length, 0);
    return { events, refused: arrivals.flatMap((arrival) => arrival.refused).slice(0, 3) };
  },
  async append(query, database, name) {
    const writer = writers.get(name) ?? createWriter();
    writers.set(name, writer);
    const total = { stored: 0, rowsWritten: 0, rowsRead: 0 };
    for (const batch of chunksOf(arrivals, Number(query.get("batch")) / EVENTS_PER_REQUEST)) {
      // The consumer's clock follows the events', or its memory of a day would hold all ninety.
      const now = batch.at(-1)?.receivedAt ?? 0;
      const { stored, rowsWritten, rowsRead } = await append(database, writer, batch, () => now);
      total.stored += stored.length;
      total.rowsWritten += rowsWritten;
      total.rowsRead += rowsRead;
    }
    return total;
  },
  async insert(query, database) {
    const events = arrivals.flatMap((arrival) => arrival.events);
    const total = { stored: 0, rowsWritten: 0, rowsRead: 0 };
    for (const batch of chunksOf(events, Number(query.get("batch")))) {
      total.rowsWritten += await insertOneByOne(database, batch);
      total.stored += batch.length;
    }
    return total;
  },
  async size(_query, database) {
    const { meta } = await database.prepare("SELECT 1").run();
    return { bytes: meta.size_after };
  },
};

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const step = steps[pathname.slice(1)];
    if (step === undefined) return new Response("no such step", { status: 404 });
    const name = searchParams.get("database") ?? Object.keys(env)[0] ?? "";
    const database = env[name];
    if (database === undefined) return new Response("no such database", { status: 404 });
    return Response.json(await step(searchParams, database, name));
  },
} satisfies ExportedHandler<Record<string, D1Database>>;
