import type { JsonObject } from "#core/json.ts";
import { type Convert, Unusable } from "./call.ts";
import { instantOf, messageIdOf, textOf } from "./values.ts";

/** Fields of Segment's raw data that are the event's own; the others are of its collection (writeKey, projectId, sentAt, …). */
const OWN = [
  "type",
  "event",
  "name",
  "category",
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "properties",
  "traits",
  "context",
  "integrations",
  "channel",
];

/**
 * Raw data as Segment's storage destinations archive it: the calls themselves, one a line.
 * https://segment.com/docs/connections/storage/catalog/aws-s3/
 */
export const segment: Convert = (record, reading) => {
  if (textOf(record, "type") === undefined) throw new Unusable("type_unknown", "no type");
  const call: JsonObject = {};
  for (const field of OWN) if (record[field] !== undefined && record[field] !== null) call[field] = record[field];
  // `timestamp` has the clock's error taken out; with sentAt it would be taken out twice, so that is left behind.
  const time = record["timestamp"] ?? record["originalTimestamp"] ?? record["receivedAt"];
  return [
    {
      ...call,
      messageId: textOf(record, "messageId") ?? messageIdOf("segment", record),
      timestamp: instantOf(time, reading),
    },
  ];
};
