import { env } from "cloudflare:workers";
import { DAY_MS } from "#core/clock.ts";
import { type Arrival } from "#store/plan.ts";
import { append, createWriter } from "#store/append.ts";
import { emptyDatabase } from "../oracle/query-store.ts";
import { eventOf } from "../oracle/query-events.ts";
import type { Act } from "../oracle/query-history.ts";

/** Stores acts in the order given, in an otherwise empty database, as of the day each happened, some to a batch. */
export async function storeActs(
  all: readonly Act[],
  aBatch = 20,
  empty = true,
  storedAt: number | null = null,
): Promise<void> {
  if (empty) await emptyDatabase(env.DB);
  const writer = createWriter();
  for (let at = 0; at < all.length; at += aBatch) {
    const some = all.slice(at, at + aBatch);
    const receivedAt = Math.max(...some.map((one) => one.at));
    const events = some.map((one) => eventOf(one, messageIdOf(one)));
    const arrival: Arrival = {
      requestId: crypto.randomUUID(),
      offset: 0,
      sourceId: 1,
      receivedAt,
      events,
      refused: [],
    };
    await append(env.DB, writer, [arrival], () => storedAt ?? receivedAt);
  }
}

export const messageIdOf = ({ at, name, userId, sourceId }: Act): string => `${at}/${name}/${userId}/${sourceId}`;

export const dayOf = ({ at }: Act): number => Math.floor(at / DAY_MS);
