import { env } from "cloudflare:workers";
import { systemClock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { publish } from "#live/publish.ts";
import type { StoredRange } from "#live/vigil.ts";
import { append, createWriter } from "#store/append.ts";

export const idsOf = (events: readonly TrackedEvent[]): string[] => events.map(({ messageId }) => messageId);

/** Publishes as an edge or the consumer does. */
export const show = (events: TrackedEvent[], stored?: StoredRange): Promise<number | null> =>
  publish(env.LIVE, events, stored);

/** Stores events as the consumer does, without publishing them; says which arrival numbers they got. */
export async function store(events: TrackedEvent[]): Promise<StoredRange> {
  const [first] = events;
  if (!first) throw new Error("nothing to store");
  const { sourceId, receivedAt } = first;
  const arrival = { requestId: crypto.randomUUID(), offset: 0, sourceId, receivedAt, events, refused: [] };
  const { stored } = await append(env.DB, createWriter(), [arrival], systemClock);
  return { after: (stored[0]?.seq ?? 0) - 1, through: stored.at(-1)?.seq ?? 0 };
}
