import type { Clock } from "#core/clock.ts";
import type { EventType, TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { MAX_EVENT_BYTES } from "#core/limits.ts";
import { Problem, type ProblemCode } from "#core/problem.ts";
import type { Source } from "#core/source.ts";
import { readBody } from "#ingest/body.ts";
import { type DeviceCookie, deviceCookie } from "#ingest/device-cookie.ts";
import { enqueue, requireObject } from "#ingest/enqueue.ts";
import { historical } from "#ingest/historical.ts";
import { interpret } from "#ingest/interpret.ts";
import { type IngestSettings, receivedAtOf, recordOf } from "#ingest/record.ts";
import { writeKeyOf } from "#ingest/write-key.ts";

/** What receiving needs of the rest of the house. */
export interface Intake {
  queue: Queue;
  clock: Clock;
  settings: IngestSettings;
  /** The source a write key belongs to, or null; kept in memory, so this is no database read. */
  findSource(writeKey: string): Promise<Source | null>;
  /** False once the source, or the address it sends from, has used up its rate. */
  mayPass(source: Source, address: string | null): Promise<boolean>;
  /** Does anybody look at the live feed now? */
  watched(): boolean;
  /** Shows events on the live feed; runs after the answer. */
  publish(events: TrackedEvent[]): void;
  /** Notes a request that was refused whole; runs after the answer. */
  noteRefused(refused: RefusedWhole): void;
}

export interface RefusedWhole {
  /** 0: the key named no source. */
  sourceId: number;
  reason: ProblemCode;
  detail: string;
  sample: string;
}

/** Ends a request that is taken whole or not at all: a Problem for the client, a note for the source's owner. */
function refuse(
  intake: Intake,
  code: ProblemCode,
  note: Partial<RefusedWhole> = {},
  retryAfterSeconds?: number,
): never {
  intake.noteRefused({ sourceId: 0, detail: "", sample: "", ...note, reason: code });
  throw new Problem(code, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

/** Who sends this: throws `write_key_missing`, `write_key_unknown`, `source_disabled` or `rate_limited`. */
export async function authenticate(intake: Intake, request: Request, key: string | null): Promise<Source> {
  if (key === null) refuse(intake, "write_key_missing");
  const source = await intake.findSource(key);
  if (!source) refuse(intake, "write_key_unknown", { detail: `${key.slice(0, 4)}…` });
  if (!source.enabled) refuse(intake, "source_disabled", { sourceId: source.id });
  if (!(await intake.mayPass(source, request.headers.get("cf-connecting-ip")))) {
    refuse(intake, "rate_limited", { sourceId: source.id }, 10);
  }
  return source;
}

/**
 * Takes one event (`type` by the path) or a batch (`type` null), and returns when the queue has it on disk.
 * Events are judged one by one later, so a bad one never costs its batch; here only what no event could survive is
 * refused, with a Problem. With `keepsDevice` it answers what the device's cookie says and has to be.
 */
export async function receive(
  intake: Intake,
  request: Request,
  type: EventType | null,
  queryKey: string | null,
  keepsDevice = false,
): Promise<DeviceCookie | null> {
  const receivedAt = receivedAtOf(request, intake.settings, intake.clock());
  let { text, body } = await readJson(intake, request, queryKey);
  const device = keepsDevice ? deviceCookie(request, body) : null;
  if (device !== null && device.returning !== null) {
    text = device.restored(text);
    body = requireObject(JSON.parse(text));
  }
  const key = writeKeyOf(request.headers.get("authorization"), body, queryKey);
  const source = await authenticate(intake, request, key);
  if (type !== null && text.length * 3 > MAX_EVENT_BYTES && new TextEncoder().encode(text).length > MAX_EVENT_BYTES) {
    refuse(intake, "payload_too_large", { sourceId: source.id, sample: text.slice(0, 1_000) });
  }
  await accept(intake, request, source, type, receivedAt, text, body);
  return device;
}

/** Takes an event that came in a query (pixels, JSONP). */
export async function receiveQuery(
  intake: Intake,
  request: Request,
  type: EventType,
  event: JsonObject,
  queryKey: string | null,
): Promise<void> {
  const source = await authenticate(intake, request, writeKeyOf(null, event, queryKey));
  await accept(
    intake,
    request,
    source,
    type,
    receivedAtOf(request, intake.settings, intake.clock()),
    JSON.stringify(event),
    event,
  );
}

async function accept(
  intake: Intake,
  request: Request,
  source: Source,
  type: EventType | null,
  receivedAt: number,
  text: string,
  body: JsonObject,
): Promise<void> {
  const sent = recordOf(request, source, type, receivedAt, intake.settings);
  const record = body["historicalMigration"] === true ? historical(sent) : sent;
  await enqueue(intake.queue, record, text, body);
  if (record.historical !== true && intake.watched()) intake.publish(interpret(record, body).events);
}

async function readJson(
  intake: Intake,
  request: Request,
  queryKey: string | null,
): Promise<{ text: string; body: JsonObject }> {
  let text = "";
  try {
    text = await readBody(request);
    return { text, body: requireObject(JSON.parse(text)) };
  } catch (error) {
    const problem = error instanceof SyntaxError ? new Problem("json_invalid", { cause: error }) : error;
    if (!(problem instanceof Problem)) throw error;
    // The body can't name the source any more, but the header or the query still can.
    const key = writeKeyOf(request.headers.get("authorization"), null, queryKey);
    const source = key === null ? null : await intake.findSource(key);
    intake.noteRefused({ sourceId: source?.id ?? 0, reason: problem.code, detail: "", sample: text.slice(0, 1_000) });
    throw problem;
  }
}
