import type { TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { interpret } from "#ingest/interpret.ts";
import { requestRecord } from "../support/messages.ts";

let made = 0;

/** Events as the edge publishes them: each raw one is filled up to a track call of somebody. */
export function trackedEvents(raws: JsonObject[], request: Parameters<typeof requestRecord>[0] = {}): TrackedEvent[] {
  return raws.flatMap((raw) => {
    const batch = [{ type: "track", event: "Tested", anonymousId: "anna", messageId: `m-${++made}`, ...raw }];
    const { events, refused } = interpret(requestRecord(request), { batch });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    return events;
  });
}

export const trackedEvent = (raw: JsonObject = {}, request: Parameters<typeof requestRecord>[0] = {}): TrackedEvent => {
  const [event] = trackedEvents([raw], request);
  if (!event) throw new Error("no event");
  return event;
};

/** So many events that differ in their `n`. */
export const numbered = (count: number, from = 1): TrackedEvent[] =>
  trackedEvents(Array.from({ length: count }, (_, index) => ({ properties: { n: from + index } })));
