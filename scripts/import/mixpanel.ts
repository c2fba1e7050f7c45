import type { JsonObject } from "#core/json.ts";
import { type Convert, Unusable } from "./call.ts";
import { contextOf, type ContextNames, namesIn } from "./context.ts";
import { instantOf, isDeviceLike, messageIdOf, objectOf, present, textOf, without } from "./values.ts";

const NAMES: ContextNames = {
  country: ["mp_country_code", "$country_code"],
  region: ["$region"],
  city: ["$city"],
  latitude: ["$latitude"],
  longitude: ["$longitude"],
  timezone: ["$timezone"],
  ip: ["ip", "$ip"],
  userAgent: ["$user_agent"],
  browser: ["$browser"],
  browserVersion: ["$browser_version"],
  os: ["$os"],
  osVersion: ["$os_version"],
  device: ["$device_type"],
  deviceModel: ["$model", "$device"],
  manufacturer: ["$manufacturer", "$brand"],
  width: ["$screen_width"],
  height: ["$screen_height"],
  url: ["$current_url", "current_url"],
  path: ["current_url_path"],
  title: ["current_page_title"],
  referrer: ["$referrer", "$initial_referrer"],
  library: ["mp_lib"],
  libraryVersion: ["$lib_version"],
  appVersion: ["$app_version_string", "$app_version"],
  locale: ["$locale"],
};

/** What is said elsewhere, or is of Mixpanel's own working. */
const TAKEN = new Set([
  ...namesIn(NAMES),
  ..."time distinct_id token $insert_id $user_id $device_id $referring_domain $initial_referring_domain $import $distinct_id_before_identity".split(
    " ",
  ),
  ..."$mp_api_endpoint $mp_api_timestamp_ms $identified_id $anon_id $distinct_ids $group_key $group_id".split(" "),
  ..."current_domain current_url_protocol current_url_search".split(" "),
]);
const isInternal = (key: string): boolean => key.startsWith("mp_processing") || key.startsWith("$mp_");

/**
 * A line of the raw export: `{"event", "properties": {"time", "distinct_id", "$insert_id", …}}`.
 * https://docs.mixpanel.com/reference/raw-event-export
 */
export const mixpanel: Convert = (record, reading) => {
  const name = textOf(record, "event");
  if (name === undefined) throw new Unusable("event_not_defined");
  const said = objectOf(record["properties"]);
  const call = {
    ...idsOf(said),
    timestamp: instantOf(said["time"], reading),
    // Of the same moment and person, too, since an insert id is unique only with those.
    messageId: textOf(said, "$insert_id") ?? messageIdOf("mixpanel", record),
    ...present({ context: contextOf(said, NAMES) }),
  };
  const properties = without(said, TAKEN, isInternal);
  switch (name) {
    case "$identify": {
      const [userId, anonymousId] = [textOf(said, "$identified_id"), textOf(said, "$anon_id")];
      if (userId === undefined) throw new Unusable("id_required", "$identified_id");
      return [{ type: "identify", ...call, userId, ...present({ anonymousId: bare(anonymousId) }) }];
    }
    case "$create_alias": {
      const [previousId, userId] = [textOf(said, "alias"), textOf(said, "distinct_id")];
      if (previousId === undefined || userId === undefined) throw new Unusable("id_required", "alias, distinct_id");
      const { messageId, timestamp } = call;
      return [
        {
          type: "alias",
          userId: bare(userId) ?? userId,
          previousId: bare(previousId) ?? previousId,
          messageId,
          timestamp,
        },
      ];
    }
    case "$merge": {
      const ids = said["$distinct_ids"];
      const [first, second] = Array.isArray(ids) ? ids : [];
      if (typeof first !== "string" || typeof second !== "string") throw new Unusable("id_required", "$distinct_ids");
      const { messageId, timestamp } = call;
      // Who of the two is a user is seen by the id.
      const [userId, previousId] = isDeviceLike(bare(first) ?? first) ? [second, first] : [first, second];
      return [
        {
          type: "alias",
          userId: bare(userId) ?? userId,
          previousId: bare(previousId) ?? previousId,
          messageId,
          timestamp,
        },
      ];
    }
    case "$mp_web_page_view":
      return [{ type: "page", ...call, properties: { ...properties, ...pageOf(said) } }];
    default:
      return [{ type: "track", event: name, ...call, properties }];
  }
};

/** An id of a device is marked so under Mixpanel's simplified merging. */
export const bare = (id: string | undefined): string | undefined => id?.replace(/^\$device:/, "");

function idsOf(said: JsonObject): JsonObject {
  const distinct = textOf(said, "distinct_id");
  const [user, device] = [textOf(said, "$user_id"), bare(textOf(said, "$device_id"))];
  if (user !== undefined) return present({ userId: user, anonymousId: device });
  if (distinct === undefined) return present({ anonymousId: device });
  const isDevice =
    distinct.startsWith("$device:") || distinct === device || (device === undefined && isDeviceLike(distinct));
  return isDevice ? { anonymousId: bare(distinct) } : present({ userId: distinct, anonymousId: device });
}

function pageOf(said: JsonObject): JsonObject {
  const [protocol, domain, path] = ["current_url_protocol", "current_domain", "current_url_path"].map((key) =>
    textOf(said, key),
  );
  const search = textOf(said, "current_url_search");
  const url =
    textOf(said, "$current_url") ?? (domain && `${protocol ?? "https:"}//${domain}${path ?? ""}${search ?? ""}`);
  return present({ url, path, search, title: textOf(said, "current_page_title"), referrer: referrerOf(said) });
}

const referrerOf = (said: JsonObject): string | undefined => {
  const referrer = textOf(said, "$referrer");
  return referrer === "$direct" ? undefined : referrer;
};
