import type { EventJson, LiveRow } from "#core/event-json.ts";

export type { EventJson, LiveRow };

/** How many different people had an event in the last 5 and 30 minutes. */
export interface PeopleNow {
  last5: number;
  last30: number;
}
export interface Rate {
  perSecond: number;
  shownPerSecond: number;
  sampled: boolean;
}

/** What the live socket sends (docs/live.md); types that aren't known are passed over. */
export type LiveMessage =
  | { type: "hello"; cursor: string; people: PeopleNow }
  | { type: "events"; events: LiveRow[]; cursor: string; replay?: true }
  | ({ type: "people" } & PeopleNow)
  | ({ type: "rate" } & Rate)
  | { type: "payload"; messageId: string; event: EventJson | null }
  | { type: "filter"; cursor: string }
  | { type: "paused"; cursor: string }
  | { type: "gap"; missed: number | null }
  | { type: "error"; code: string; message: string };

/** Which event a row is: two sources might use one messageId. */
export const rowKey = ({ source, messageId }: Pick<LiveRow, "source" | "messageId">): string =>
  `${source} ${messageId}`;
