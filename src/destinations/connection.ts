import * as z from "zod";
import { Filter } from "#core/filter.ts";
import type { Json, JsonObject } from "#core/json.ts";
import { mappingFault } from "#destinations/mapping.ts";

/** Any JSON: a mapping is checked by what it means, below. */
const Mapping = z
  .custom<Json>((value) => value !== undefined)
  .superRefine((mapping, context) => {
    const fault = mappingFault(mapping);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
  });

/** Which events an action of the destination gets, and what it makes of them. */
export const Subscription = z.strictObject({
  /** Given by the connection and never again; where it is left out the subscription is new. */
  id: z.number().int().positive().optional(),
  name: z.string().trim().min(1).max(200),
  action: z.string().min(1).max(100),
  enabled: z.boolean().default(true),
  /** As in the live feed; null: every event. */
  filter: Filter.nullable().default(null),
  /** In place of the action's own; null: that one. */
  mapping: Mapping.nullable().default(null),
});
export type Subscription = z.infer<typeof Subscription> & { id: number };

/** A destination switched on: where events go, and which. */
export interface Connection {
  id: number;
  /** Random; begins every delivery's idempotency key, so that two workspaces never share one. */
  uid: string;
  slug: string;
  name: string;
  /** False: what comes in meanwhile is not sent, also later. */
  enabled: boolean;
  /** True: what comes in meanwhile waits. */
  paused: boolean;
  /** Null: all. */
  sources: number[] | null;
  bots: boolean;
  /** All of them must be granted where an event says what was granted. */
  consentCategories: string[];
  settings: JsonObject;
  /** Open text; only in memory, and in the requests themselves. */
  secrets: JsonObject;
  subscriptions: Subscription[];
  /** Host and port of this deployment when the connection was made. */
  ownHost: string;
  /** Why it was stopped until a person looks at it, or null. */
  stopped: string | null;
  stoppedAt: number | null;
  createdAt: number;
  updatedAt: number;
}
