import type { Json } from "#core/json.ts";

/** A column of a warehouse's table of events, as it is when we make the table. */
export interface EventColumn {
  name: string;
  path: string;
  kind: "text" | "time" | "json";
}

export const EVENT_COLUMNS: readonly EventColumn[] = [
  { name: "message_id", path: "$.messageId", kind: "text" },
  { name: "type", path: "$.type", kind: "text" },
  { name: "event", path: "$.event", kind: "text" },
  { name: "name", path: "$.name", kind: "text" },
  { name: "user_id", path: "$.userId", kind: "text" },
  { name: "anonymous_id", path: "$.anonymousId", kind: "text" },
  { name: "group_id", path: "$.groupId", kind: "text" },
  { name: "previous_id", path: "$.previousId", kind: "text" },
  { name: "timestamp", path: "$.timestamp", kind: "time" },
  { name: "received_at", path: "$.receivedAt", kind: "time" },
  { name: "properties", path: "$.properties", kind: "json" },
  { name: "traits", path: "$.traits", kind: "json" },
  { name: "context", path: "$.context", kind: "json" },
];

/** The mapping that fills those columns. */
export const columnMapping: Json = Object.fromEntries(EVENT_COLUMNS.map(({ name, path }) => [name, { "@path": path }]));
