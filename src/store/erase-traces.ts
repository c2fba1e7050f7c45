import * as z from "zod";
import { segmentFields } from "#core/event.ts";
import { exceeds, isObject, type JsonObject, storableText } from "#core/json.ts";
import { MAX_DEPTH } from "#core/limits.ts";
import { decodeMessage, encodeMessage, type EventsMessage } from "#core/message.ts";
import { isSuppressed, suppressionHash } from "#core/suppression.ts";

/** Rows removed, or rewritten without the person. */
export interface ErasedTraces {
  deadLetters: number;
  refusedSamples: number;
}

/**
 * Removes what was kept of these ids (`u:<userId>`, `a:<anonymousId>`) apart from events: samples of refused events that
 * name one, and their events in dead letters. Idempotent. Reads all dead letters, since JSON can spell an id in many ways.
 */
export async function eraseTraces(db: D1Database, { uids }: { uids: readonly string[] }): Promise<ErasedTraces> {
  if (uids.length === 0) return { deadLetters: 0, refusedSamples: 0 };
  return { deadLetters: await eraseFromLetters(db, uids), refusedSamples: await eraseSamples(db, uids) };
}

const bareId = (uid: string): string => uid.slice(2);

async function eraseSamples(db: D1Database, uids: readonly string[]): Promise<number> {
  const { meta } = await db
    .prepare(
      `DELETE FROM refused_samples
       WHERE EXISTS (SELECT 1 FROM json_each(?1) id WHERE instr(refused_samples.sample, id.value) > 0)`,
    )
    .bind(JSON.stringify([...new Set(uids.flatMap((uid) => spellingsOf(bareId(uid))))]))
    .run();
  return meta.changes;
}

/** An id as JSON texts say it: ours and browsers', PHP's (escaped slashes), Python's (ASCII only), and as a number. */
function spellingsOf(id: string): string[] {
  const plain = JSON.stringify(id);
  const ascii = plain.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const numbers = /^-?\d+$/.test(id) ? [`Id":${id},`, `Id":${id}}`] : [];
  return [plain, ascii, ...[plain, ascii].map((text) => text.replaceAll("/", "\\/")), ...numbers];
}

/** Letters read at a time: 128 KB each at most. */
const LETTERS_A_QUERY = 20;

async function eraseFromLetters(db: D1Database, uids: readonly string[]): Promise<number> {
  const hashes = new Set(uids.map(suppressionHash));
  const ids = [...new Set(uids.map(bareId))];
  let erased = 0;
  for (let after = -1; ;) {
    const { results } = await db
      .prepare("SELECT id, body FROM dead_letters WHERE id > ?1 ORDER BY id LIMIT ?2")
      .bind(after, LETTERS_A_QUERY)
      .all<{ id: number; body: string }>();
    // Only where the letter is still as it was read: another erasure may have taken somebody else out of it meanwhile.
    const changes = results.flatMap(({ id, body }) => {
      const rest = withoutPerson(body, hashes, ids);
      if (rest === body) return [];
      return rest === null
        ? db.prepare("DELETE FROM dead_letters WHERE id = ?1 AND body = ?2").bind(id, body)
        : db.prepare("UPDATE dead_letters SET body = ?3 WHERE id = ?1 AND body = ?2").bind(id, body, rest);
    });
    const done = changes.length === 0 ? [] : await db.batch(changes);
    const changed = done.filter(({ meta }) => meta.changes > 0).length;
    erased += changed;
    if (changed < changes.length) continue;
    const last = results.at(-1);
    if (!last || results.length < LETTERS_A_QUERY) return erased;
    after = last.id;
  }
}

/** The letter without the person's events: the same text where there are none, null where nothing else is left. */
function withoutPerson(text: string, hashes: ReadonlySet<string>, ids: readonly string[]): string | null {
  const letter = readLetter(text);
  // What can't be read can't be replayed either.
  if (letter === null) return ids.some((id) => text.includes(id)) ? null : text;
  if (!letter.message) {
    return ids.some((id) => spellingsOf(id).some((spelling) => letter.sample.includes(spelling))) ? null : text;
  }
  const { message, body } = letter;
  const list = eventsIn(message, body);
  const others = list.filter((event) => !isAbout(hashes, event));
  if (others.length === list.length) return text;
  // Events nested too deep would be refused anyway, and to write them again might exhaust the stack.
  const kept = others.filter((event) => exceeds(event, MAX_DEPTH, Number.POSITIVE_INFINITY) === null);
  const rest = Array.isArray(body) ? kept : { ...body, batch: kept };
  const isTooDeep = exceeds(rest, MAX_DEPTH + 2, Number.POSITIVE_INFINITY) !== null;
  return kept.length === 0 || isTooDeep ? null : encodeMessage(message.request, message.offset, JSON.stringify(rest));
}

/** A request with events, or what a message of another kind says of anybody. */
type Letter = { message: EventsMessage; body: JsonObject | unknown[] } | { message: null; sample: string };

/** Null where the text is no message of ours. */
function readLetter(text: string): Letter | null {
  try {
    const message = decodeMessage(text);
    if ("refused" in message) return { message: null, sample: message.refused.sample };
    if (!("body" in message)) return { message: null, sample: "" };
    const body: unknown = JSON.parse(message.body);
    return isObject(body) || Array.isArray(body) ? { message, body } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** The events of a request: a single one is the whole body, a batch holds a list. */
function eventsIn({ request }: EventsMessage, body: JsonObject | unknown[]): unknown[] {
  if (Array.isArray(body)) return body;
  return request.type !== null || !Array.isArray(body["batch"]) ? [body] : body["batch"];
}

function isAbout(hashes: ReadonlySet<string>, event: unknown): boolean {
  if (!isObject(event)) return false;
  const { userId, anonymousId, previousId } = segmentFields(event, "track");
  const stored = (id: string | undefined) => (id === undefined ? undefined : storableText(id));
  return isSuppressed(hashes, {
    userId: stored(userId),
    anonymousId: stored(anonymousId),
    previousId: stored(previousId),
  });
}
