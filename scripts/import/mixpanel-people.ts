import { isObject } from "#core/json.ts";
import { type Convert, Unusable } from "./call.ts";
import { bare } from "./mixpanel.ts";
import { instantOf, isDeviceLike, messageIdOf, textOf } from "./values.ts";

/** Mixpanel's own names of traits, as everybody else calls them. */
const TRAITS: Record<string, string> = {
  $email: "email",
  $name: "name",
  $first_name: "firstName",
  $last_name: "lastName",
  $phone: "phone",
  $avatar: "avatar",
  $created: "createdAt",
  $timezone: "timezone",
  $country_code: "country",
  $region: "region",
  $city: "city",
};

/**
 * A line of the people export: `{"$distinct_id", "$properties"}`. It says how somebody is now, so what it says is of when they
 * were seen last, or of the export. https://docs.mixpanel.com/reference/engage-query
 */
export const mixpanelPeople: Convert = (record, reading) => {
  const id = textOf(record, "$distinct_id", "distinct_id");
  const said = record["$properties"] ?? record["properties"];
  if (id === undefined) throw new Unusable("no_user_anon_id");
  if (!isObject(said)) throw new Unusable("traits_not_object", "$properties");
  const traits = Object.fromEntries(
    Object.entries(said).flatMap(([key, value]) => {
      if (Object.hasOwn(TRAITS, key)) return [[TRAITS[key] ?? key, value]];
      return key.startsWith("$") ? [] : [[key, value]];
    }),
  );
  const seen = said["$last_seen"];
  const timestamp = seen === undefined ? new Date(reading.exportedAt).toISOString() : instantOf(seen, reading);
  const person = bare(id) ?? id;
  const isDevice = id.startsWith("$device:") || isDeviceLike(id);
  return [
    {
      type: "identify",
      ...(isDevice ? { anonymousId: person } : { userId: person }),
      traits,
      timestamp,
      messageId: messageIdOf("mixpanel-people", record),
    },
  ];
};
