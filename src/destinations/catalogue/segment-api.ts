import * as z from "zod";
import { isObject, type JsonObject } from "#core/json.ts";
import { defineDestination, type DestinationResponse, Unavailable } from "#destinations/contract.ts";
import { answerError } from "#destinations/answer.ts";
import { basic } from "#core/encoding.ts";

const settings = z.object({
  writeKey: z.string().min(1).max(200).meta({
    title: "Write key",
    description: "Of the source there that is to get the events.",
    secret: true,
  }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .default("https://api.segment.io")
    .meta({
      title: "Endpoint",
      description:
        "https://api.segment.io for Segment, https://events.eu1.segmentapis.com for Segment in the EU, the data plane's address for RudderStack, the address of another Headwater.",
    }),
});

/**
 * What only holds between a client and us. A `sentAt` would make the receiver correct a clock that is right already, by
 * as much as the event has waited.
 */
const OURS = ["sentAt", "receivedAt", "originalTimestamp", "writeKey", "projectId"];

const forwarded = (payload: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => !OURS.includes(key)));

/** Segment and Headwater say {"success": true}, RudderStack says OK. */
function isTaken(answer: DestinationResponse): boolean {
  if (/^"?ok"?$/i.test(answer.text.trim())) return true;
  const said = answer.json();
  return isObject(said) && said["success"] === true;
}

/** The Tracking API of Segment's spec (segment.com/docs/connections/sources/catalog/libraries/server/http-api). */
export const segmentApi = defineDestination({
  slug: "segment-api",
  name: "Segment-compatible API",
  description:
    "Passes events on as they are to Segment, RudderStack, another Headwater or whatever takes Segment's calls.",
  categories: ["Data", "Analytics"],
  documentation: "https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/",
  settings,
  actions: {
    forward: {
      title: "Pass events on",
      description: "Events keep their message id, time and context, so the receiver knows one that comes twice.",
      mapping: { "@path": "$." },
      // Segment takes 500 KB and 32 KB an event.
      batch: { events: 100, bytes: 450_000 },
    },
  },
  presets: [{ name: "All events", action: "forward", filter: null }],
  async deliver({ settings, events, request, now }) {
    const url = `${settings.endpoint.replace(/\/+(v1(\/batch)?)?\/*$/, "")}/v1/batch`;
    const authorization = basic(settings.writeKey, "");
    const json = { batch: events.map((event) => forwarded(event.payload)) };
    const answer = await request(url, { method: "POST", headers: { authorization }, json, anyStatus: true });
    const answering = { who: "The endpoint", secrets: [settings.writeKey, authorization], now, missing: [404] };
    const error = answerError(answer, answering);
    if (error !== null) throw error;
    if (!isTaken(answer)) throw new Unavailable("The endpoint did not say that it took the events.");
  },
});
