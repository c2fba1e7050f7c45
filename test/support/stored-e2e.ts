import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import * as z from "zod";
import { adminApi } from "../../scripts/admin-api.ts";
import type { EventJson } from "#core/event-json.ts";

const STORED_WITHIN_MS = 20_000;
/** Longer than the queue waits for a batch to fill: whatever was still under way has arrived after it. */
const QUEUE_IS_EMPTY_AFTER_MS = 2_500;
const Page = z.object({ events: z.array(z.looseObject({ messageId: z.string() })), next: z.string().nullable() });

/** An event as GET /api/events tells it. */
export type Stored = EventJson;

/** A source of its own, so that a test sees its own events only. */
export async function newSource(kind: "public" | "secret") {
  const { url, adminToken } = inject("headwater");
  const api = adminApi(url, adminToken);
  const { id, writeKey } = await api.createSource({ name: `test ${performance.now()}`, kind });
  if (writeKey === null) throw new Error("a new source has a key");
  const read = async (): Promise<Stored[]> => {
    const { events } = Page.parse(await api.get(`/api/events?source=${id}&limit=500`));
    return events as unknown as Stored[];
  };
  return {
    id,
    writeKey,
    url,
    read,
    /** Waits until so many are stored; newest last. Returns what there is when time is up, for the test to show. */
    async stored(count: number): Promise<Stored[]> {
      const deadline = Date.now() + STORED_WITHIN_MS;
      let events = await read();
      while (events.length < count && Date.now() < deadline) {
        await sleep(200);
        events = await read();
      }
      return events.toReversed();
    },
    /** The same, and long enough after that a copy of any of them would have arrived too. */
    async storedForGood(count: number): Promise<Stored[]> {
      await this.stored(count);
      await sleep(QUEUE_IS_EMPTY_AFTER_MS);
      return (await read()).toReversed();
    },
  };
}
export type TestSource = Awaited<ReturnType<typeof newSource>>;

/** The only one for which it holds; throws where there is none or another. */
export function only(events: Stored[], holds: (event: Stored) => boolean): Stored {
  const [found, ...others] = events.filter(holds);
  if (!found || others.length > 0)
    throw new Error(`${found ? others.length + 1 : 0} such events in ${JSON.stringify(events, null, 1)}`);
  return found;
}
