import type { Clock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { runningConnections } from "#destinations/connections.ts";

/** As much of a Sender as the pipeline calls. */
export interface Wakeable {
  wake(): Promise<void>;
}

export interface WakeHouse {
  db: D1Database;
  clock: Clock;
  senderOf: (connection: number) => Wakeable;
  /** Carries the call for those that could not be called now. */
  queue: Queue;
}

/** A connection made elsewhere is known here after this; until then nothing is lost, only later. */
const FRESH_MS = 5_000;
/** The pipeline goes on after this: a Sender that doesn't answer must not hold up what comes in. */
const PATIENCE_MS = 2_000;
const AGAIN_AFTER_SECONDS = 10;

/** Which connections get events: in the isolate's memory, read anew every few seconds of traffic. */
export function createRunning() {
  let known: { ids: number[]; readAt: number } | null = null;
  return {
    async ids(db: D1Database, clock: Clock): Promise<readonly number[]> {
      if (known && clock() - known.readAt < FRESH_MS) return known.ids;
      const readAt = clock();
      known = { ids: await runningConnections(db), readAt };
      return known.ids;
    },
    forget() {
      known = null;
    },
  };
}
export type Running = ReturnType<typeof createRunning>;

/**
 * Tells every connection's Sender that there is something new. Never throws, and takes two seconds at most: who can't be
 * reached is told by the queue, and by the hourly round if that fails, too. Events can't get lost by it: they stand in the store,
 * and a Sender looks there, not here.
 */
export async function wakeAll(house: WakeHouse, running: Running): Promise<void> {
  try {
    const ids = await running.ids(house.db, house.clock);
    await Promise.all(ids.map((id) => wakeOne(house, id)));
  } catch (error) {
    log("warn", "senders_not_woken", { reason: reasonOf(error) });
  }
}

async function wakeOne({ senderOf, queue }: WakeHouse, connection: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    await Promise.race([senderOf(connection).wake(), tooLong]);
  } catch (error) {
    log("warn", "sender_not_woken", { connection, reason: reasonOf(error) });
    await queue.send({ connection }, { contentType: "json", delaySeconds: AGAIN_AFTER_SECONDS });
  } finally {
    clearTimeout(timer ?? null);
  }
}

/**
 * Takes a batch of the DELIVERIES queue: calls that did not get through at first. `others` finds whom a message means that
 * names no connection.
 */
export async function wakeLater(
  batch: MessageBatch,
  senderOf: WakeHouse["senderOf"],
  others: (body: unknown) => Wakeable | null = () => null,
): Promise<void> {
  for (const message of batch.messages) {
    const { body } = message;
    const connection = typeof body === "object" && body !== null && "connection" in body ? body.connection : null;
    try {
      const meant = typeof connection === "number" ? senderOf(connection) : others(body);
      if (meant) await meant.wake();
      else log("error", "delivery_message_unknown", { id: message.id });
      message.ack();
    } catch (error) {
      log("warn", "sender_not_woken", { connection, reason: reasonOf(error) });
      message.retry({ delaySeconds: AGAIN_AFTER_SECONDS * 3 });
    }
  }
}
