import { exceeds, isObject, type JsonObject } from "#core/json.ts";
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS, MAX_QUEUE_BATCH_BYTES, MAX_QUEUE_MESSAGE_BYTES } from "#core/limits.ts";
import { encodeMessage, type RequestRecord } from "#core/message.ts";
import { Problem } from "#core/problem.ts";

const utf8 = new TextEncoder();
/** Bytes of a text in UTF-8; most texts are short enough to know without encoding them. */
const fits = (text: string, limit: number): boolean =>
  text.length * 3 <= limit || (text.length <= limit && utf8.encode(text).length <= limit);

/**
 * Puts a request into the queue and returns once the queue has confirmed it is on disk. One message, because queues bill
 * by the message; more only where the platform's limit (128 KB) asks for it. Throws `overloaded` or `rate_limited`, after
 * which every client of the contract sends the same request again.
 */
export async function enqueue(queue: Queue, record: RequestRecord, text: string, body: JsonObject): Promise<number> {
  const whole = encodeMessage(record, 0, text);
  const messages = fits(whole, MAX_QUEUE_MESSAGE_BYTES) ? [whole] : split(record, body);
  try {
    const [only] = messages;
    if (messages.length === 1 && only !== undefined) await queue.send(only, { contentType: "text" });
    else for (const group of inBatches(messages)) await queue.sendBatch(group.map(toRequest));
  } catch (cause) {
    // "Too Many Requests": over 5,000 messages a second on one queue. Clients wait longer on a 429 than on a 503.
    const busy = cause instanceof Error && /too many requests/i.test(cause.message);
    throw new Problem(busy ? "rate_limited" : "overloaded", { retryAfterSeconds: busy ? 5 : 2, cause });
  }
  return messages.length;
}

const toRequest = (body: string): MessageSendRequest => ({ body, contentType: "text" });

/** A batch in several messages, each with the envelope (sentAt, context, integrations) that its events share. */
export function split(record: RequestRecord, body: JsonObject): string[] {
  const { batch, writeKey: _, ...envelope } = body;
  const events = Array.isArray(batch) ? batch : [];
  const texts = events.map((event) =>
    exceeds(event, MAX_DEPTH, MAX_KEYS) === "depth" ? TOO_DEEP : JSON.stringify(event),
  );
  const shell = JSON.stringify({ ...envelope, batch: [] });
  const room = MAX_QUEUE_MESSAGE_BYTES - utf8.encode(encodeMessage(record, 1e6, shell)).length;
  // Every message repeats the envelope; one so large that no event fits beside it could never be sent.
  if (room < MAX_EVENT_BYTES)
    throw new Problem("payload_too_large", { detail: "Most of the batch is its own context." });
  const messages: string[] = [];
  let group: string[] = [];
  let size = 0;
  let offset = 0;
  const close = () => {
    // The envelope's own text with the events put between the brackets of its empty batch.
    messages.push(
      encodeMessage(
        record,
        offset,
        shell.replace(/"batch":\[\]\}$/, () => `"batch":[${group.join(",")}]}`),
      ),
    );
    offset += group.length;
    group = [];
    size = 0;
  };
  for (const text of texts) {
    const bytes = utf8.encode(text).length + 1;
    if (group.length > 0 && size + bytes > room) close();
    // An event that fills a message alone is refused by its size anyway; its head is enough to say so.
    group.push(bytes > room ? oversized(text) : text);
    size += Math.min(bytes, room);
  }
  close();
  return messages;
}

/** Stands in for an event that no message can hold: over the event limit still, so the consumer refuses it with that reason. */
const oversized = (text: string): string => JSON.stringify({ type: "track", tooLarge: text.slice(0, 33_000) });

/** Stands in for an event nested so deep that serialising it might exhaust the stack; refused for just that. */
const TOO_DEEP = `{"type":"track","tooDeep":${"[".repeat(MAX_DEPTH + 1)}${"]".repeat(MAX_DEPTH + 1)}}`;

function inBatches(messages: string[]): string[][] {
  const batches: string[][] = [];
  let current: string[] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = utf8.encode(message).length;
    if (current.length > 0 && size + bytes > MAX_QUEUE_BATCH_BYTES) {
      batches.push(current);
      current = [];
      size = 0;
    }
    current.push(message);
    size += bytes;
  }
  batches.push(current);
  return batches;
}

/** Narrows a parsed body to the object that every request of the tracking API is. */
export function requireObject(body: unknown): JsonObject {
  if (!isObject(body)) throw new Problem("body_not_an_object");
  return body;
}
