import type { Side } from "#core/event.ts";
import { at, type JsonObject } from "#core/json.ts";

/** Libraries that run in somebody's server (by context.library.name); C# and .NET send theirs likewise. */
const SERVER_LIBRARIES =
  /^(@segment\/analytics-node|analytics-node|analytics-python|analytics-ruby|rudderanalytics-ruby|analytics-php|analytics-go|analytics-java|analytics\.net|analytics-rust|@rudderstack\/rudder-sdk-node)/i;
/** And those that run on a person's device. */
const CLIENT_LIBRARIES =
  /^(analytics\.js|rudderlabs|analytics[-_](ios|android|swift|kotlin|react-native|flutter)|@segment\/analytics-(react-native|next)|headwater\.js)/i;
const BROWSER = /^Mozilla\//;

/**
 * Whose address, place and user agent a request shows: the person's, or some server's.
 * Only a person's may be stamped on the event (Segment fills context.ip for client-side events alone).
 */
export function sideOf(context: JsonObject, channel: unknown, origin: string | null, userAgent: string | null): Side {
  if (context["direct"] === true) return "client";
  const library = at(context, "library.name");
  if (typeof library === "string") {
    if (SERVER_LIBRARIES.test(library)) return "server";
    if (CLIENT_LIBRARIES.test(library)) return "client";
  }
  if (channel === "server") return "server";
  if (channel === "web" || channel === "browser" || channel === "mobile") return "client";
  if (origin !== null) return "client";
  return userAgent !== null && BROWSER.test(userAgent) ? "client" : "unknown";
}
