import type { TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import type { Enforcement, PlannedEvent, PropertySchema } from "#core/tracking-plan.ts";
import { interpret } from "#ingest/interpret.ts";
import { requestRecord } from "../support/messages.ts";

/** The event that the consumer makes of what a client sends. */
export function eventOf(raw: JsonObject): TrackedEvent {
  const [event] = interpret(requestRecord(), { batch: [{ anonymousId: "a1", messageId: "m1", ...raw }] }).events;
  if (!event) throw new Error("no event");
  return event;
}

export const planned = (
  schema: PropertySchema,
  enforcement: Enforcement = "allow",
  { kind = "track", name = "Order" }: Partial<Pick<PlannedEvent, "kind" | "name">> = {},
): PlannedEvent => ({ kind, name, enforcement, description: "", owner: "", schema });
