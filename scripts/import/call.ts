import type { JsonObject } from "#core/json.ts";

/** A record of an export that says nothing that can be stored; `reason` is one of ours or of the tracking API's. */
export class Unusable extends Error {
  readonly reason: string;
  constructor(reason: string, detail = "") {
    super(detail);
    this.reason = reason;
  }
}

/** How times without an offset are meant: the zone of the exporting project; null: UTC. */
export interface Reading {
  zone: string | null;
  /** ms; when the export was made, for people of whom it doesn't say when they were as it says. */
  exportedAt: number;
}

/** What a record of an export becomes: calls of the Segment spec, each with timestamp and messageId. Throws `Unusable`. */
export type Convert = (record: JsonObject, reading: Reading) => JsonObject[];
