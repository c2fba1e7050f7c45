import type { JsonObject } from "#core/json.ts";
import type { ActionDefinition, Bundle } from "./definition.ts";

export interface Said {
  /** One event and its payload, or those of a batch. */
  events: JsonObject | readonly JsonObject[];
  payload: JsonObject | readonly JsonObject[];
  settings: JsonObject;
  accessToken: string;
}

/** Where a mapping says what Segment asks beside the fields: whether to add, update or delete, and by which key. */
const SYNC_MODE = "__segment_internal_sync_mode";
const MATCHING_KEY = "__segment_internal_matching_key";
const SYNC_MODES = ["add", "update", "upsert", "delete", "mirror"];

const silent = () => undefined;

/** What `perform` is given: what it needs, and empty ones of what only Segment's own platform has. */
export function bundleOf(action: ActionDefinition, { events, payload, settings, accessToken }: Said): Bundle {
  const first: JsonObject = Array.isArray(payload) ? (payload[0] ?? {}) : (payload as JsonObject);
  const syncMode = first[SYNC_MODE] ?? action.syncMode?.default;
  const remembered: Record<string, unknown> = {};
  return {
    payload,
    settings: structuredClone(settings),
    auth: { accessToken, refreshToken: "" },
    rawData: events,
    rawMapping: {},
    features: {},
    statsContext: {},
    hookOutputs: {},
    logger: { level: "silent", name: "", debug: silent, info: silent, warn: silent, error: silent, crit: silent },
    transactionContext: {
      transaction: remembered,
      setTransaction: (key: string, value: unknown) => void (remembered[key] = value),
    },
    stateContext: { getRequestContext: silent, setResponseContext: silent },
    subscriptionMetadata: {},
    ...(action.syncMode && typeof syncMode === "string" && SYNC_MODES.includes(syncMode) && { syncMode }),
    ...(typeof first[MATCHING_KEY] === "string" && { matchingKey: first[MATCHING_KEY] }),
  };
}
