import type { Json } from "#core/json.ts";
import { type Convert, Unusable } from "./call.ts";
import { instantOf, isDeviceLike, messageIdOf, objectOf } from "./values.ts";

/** A person of an export: `distinct_ids`, `properties`, `created_at`. The first id that names a user is joined with the others. */
export const posthogPersons: Convert = (record, reading) => {
  const given = record["distinct_ids"] ?? record["distinct_id"];
  const ids = idsIn(given);
  const user = ids.find((id) => !isDeviceLike(id));
  const [first] = ids;
  if (first === undefined) throw new Unusable("no_user_anon_id", "distinct_ids");
  const said = objectOf(record["properties"]);
  const traits = Object.fromEntries(Object.entries(said).filter(([key]) => !key.startsWith("$")));
  const timestamp = new Date(reading.exportedAt).toISOString();
  const messageId = messageIdOf("posthog-persons", record);
  const joined = record["created_at"] === undefined ? timestamp : instantOf(record["created_at"], reading);
  const others = user === undefined ? [] : ids.filter((id) => id !== user);
  return [
    {
      type: "identify",
      ...(user === undefined ? { anonymousId: first } : { userId: user }),
      traits,
      timestamp,
      messageId,
    },
    ...others.map((id, index) => {
      const call = { userId: user ?? first, timestamp: joined, messageId: `${messageId}-${index + 1}` };
      return isDeviceLike(id)
        ? { type: "identify", ...call, anonymousId: id, traits: {} }
        : { type: "alias", ...call, previousId: id };
    }),
  ];
};

/** A list, the same as JSON in a cell of CSV, or one id. */
function idsIn(given: Json | undefined): string[] {
  const list = typeof given === "string" && given.startsWith("[") ? objectOf(`{"ids":${given}}`)["ids"] : given;
  return (Array.isArray(list) ? list : [list]).filter((id) => typeof id === "string" && id !== "") as string[];
}
