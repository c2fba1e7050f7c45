import type { JsonObject } from "#core/json.ts";
import { type Convert, Unusable } from "./call.ts";
import { contextOf, type ContextNames, namesIn } from "./context.ts";
import { instantOf, isDeviceLike, messageIdOf, objectOf, present, textOf, without } from "./values.ts";

const NAMES: ContextNames = {
  country: ["$geoip_country_code"],
  region: ["$geoip_subdivision_1_name"],
  city: ["$geoip_city_name"],
  latitude: ["$geoip_latitude"],
  longitude: ["$geoip_longitude"],
  timezone: ["$geoip_time_zone", "$timezone"],
  ip: ["$ip"],
  userAgent: ["$raw_user_agent", "$user_agent"],
  browser: ["$browser"],
  browserVersion: ["$browser_version"],
  os: ["$os", "$os_name"],
  osVersion: ["$os_version"],
  device: ["$device_type"],
  deviceModel: ["$device_model", "$device"],
  manufacturer: ["$device_manufacturer"],
  width: ["$screen_width"],
  height: ["$screen_height"],
  url: ["$current_url"],
  path: ["$pathname"],
  title: ["title"],
  referrer: ["$referrer"],
  library: ["$lib"],
  libraryVersion: ["$lib_version"],
  appVersion: ["$app_version"],
  locale: ["$browser_language", "$locale"],
};

const TAKEN = new Set([
  ...namesIn(NAMES),
  ..."token distinct_id $device_id $user_id $is_identified $anon_distinct_id $insert_id $time $sent_at $host $referring_domain alias".split(
    " ",
  ),
  ..."$set $set_once $unset $group_type $group_key $group_set $screen_name $process_person_profile $configured_session_timeout_ms".split(
    " ",
  ),
]);
/** Of PostHog's own working: flags, replay, first values that are the person's, its geography beyond what a place is. */
const isInternal = (key: string): boolean =>
  /^\$(geoip_|initial_|feature\/|feature_flag|active_feature|session_recording|recording_|replay_|sdk_debug|lib_|elements|dead_clicks|exception_capture|autocapture_disabled|web_vitals_enabled|cohort|groups?_?$|viewport_)/.test(
    key,
  );

/**
 * An event of an export, JSON a line or CSV: uuid, event, distinct_id, properties (in CSV as JSON), timestamp.
 * https://posthog.com/docs/data/events
 */
export const posthog: Convert = (record, reading) => {
  const name = textOf(record, "event");
  if (name === undefined) throw new Unusable("event_not_defined");
  const said = objectOf(record["properties"]);
  const distinct = textOf(record, "distinct_id") ?? textOf(said, "distinct_id");
  const time = record["timestamp"] ?? record["created_at"];
  const messageId = textOf(record, "uuid", "id") ?? textOf(said, "$insert_id") ?? messageIdOf("posthog", record);
  const call = {
    ...idsOf(distinct, said),
    timestamp: instantOf(time, reading),
    messageId,
    ...present({ context: contextOf(said, NAMES) }),
  };
  const properties = without(said, TAKEN, isInternal);
  const [set, once] = [objectOf(said["$set"] ?? record["$set"]), objectOf(said["$set_once"] ?? record["$set_once"])];
  const traits = { ...set, ...present({ $set_once: once }) };
  switch (name) {
    case "$identify":
      return [{ type: "identify", ...call, ...identified(distinct, said), traits }];
    case "$set":
      return [{ type: "identify", ...call, traits }];
    case "$create_alias":
    case "$merge_dangerously": {
      const previousId = textOf(said, "alias");
      const userId = distinct ?? textOf(said, "distinct_id");
      if (previousId === undefined || userId === undefined) throw new Unusable("id_required", "alias, distinct_id");
      return [{ type: "alias", userId, previousId, messageId, timestamp: call.timestamp }];
    }
    case "$groupidentify": {
      const groupId = textOf(said, "$group_key");
      if (groupId === undefined) throw new Unusable("id_required", "$group_key");
      const type = textOf(said, "$group_type");
      return [
        {
          type: "group",
          ...call,
          groupId,
          traits: { ...objectOf(said["$group_set"]), ...present({ groupType: type }) },
        },
      ];
    }
    case "$pageview":
      return [
        ...aside(call, messageId, traits),
        { type: "page", ...call, properties: { ...properties, ...pageOf(said) } },
      ];
    case "$screen":
      return [
        ...aside(call, messageId, traits),
        { type: "screen", ...call, ...present({ name: textOf(said, "$screen_name") }), properties },
      ];
    default:
      return [...aside(call, messageId, traits), { type: "track", event: name, ...call, properties }];
  }
};

/** Any event may say traits on its side. They become a call of their own, with an id that comes of the event's. */
function aside(call: JsonObject, messageId: string, traits: JsonObject): JsonObject[] {
  if (Object.keys(traits).length === 0) return [];
  return [{ type: "identify", ...call, messageId: `${messageId}-set`, traits }];
}

function idsOf(distinct: string | undefined, said: JsonObject): JsonObject {
  const device = textOf(said, "$device_id");
  if (distinct === undefined) return present({ userId: textOf(said, "$user_id"), anonymousId: device });
  const isUser = said["$is_identified"] === true || textOf(said, "$user_id") === distinct;
  const isDevice = !isUser && (distinct === device || isDeviceLike(distinct));
  return isDevice
    ? { anonymousId: distinct }
    : present({ userId: distinct, anonymousId: device === distinct ? undefined : device });
}

/** Whoever is identified is a user, whatever the id looks like; they were `$anon_distinct_id` before. */
const identified = (distinct: string | undefined, said: JsonObject): JsonObject =>
  present({ userId: distinct, anonymousId: textOf(said, "$anon_distinct_id", "$device_id") });

const pageOf = (said: JsonObject): JsonObject => {
  const referrer = textOf(said, "$referrer");
  return present({
    url: textOf(said, "$current_url"),
    path: textOf(said, "$pathname"),
    title: textOf(said, "title"),
    referrer: referrer === "$direct" ? undefined : referrer,
  });
};
