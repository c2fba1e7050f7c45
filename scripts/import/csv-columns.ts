import type { Json } from "#core/json.ts";
import { EVENT_TYPES } from "#core/event.ts";
import { type Convert, Unusable } from "./call.ts";
import { contextOf, type ContextNames } from "./context.ts";
import { instantOf, messageIdOf, objectOf, present, textOf } from "./values.ts";

/** What a column may be. Every other column is a property (or a trait, in a file of people) of its own name. */
const GUESSES: Record<string, readonly string[]> = {
  type: ["type", "eventtype", "calltype"],
  event: ["event", "eventname", "action", "activity", "name"],
  timestamp: ["timestamp", "time", "datetime", "date", "occurredat", "eventtime", "createdat", "when", "ts"],
  userId: ["userid", "user", "customerid", "customer", "distinctid", "uid", "memberid"],
  anonymousId: ["anonymousid", "deviceid", "visitorid", "clientid", "cookieid"],
  messageId: ["messageid", "insertid", "uuid", "eventid", "id"],
  groupId: ["groupid", "accountid", "companyid"],
  properties: ["properties", "props", "eventproperties"],
  country: ["country", "countrycode"],
  region: ["region", "state"],
  city: ["city"],
  ip: ["ip", "ipaddress"],
  userAgent: ["useragent"],
  browser: ["browser"],
  os: ["os", "operatingsystem"],
  device: ["device", "devicetype"],
  url: ["url", "pageurl", "currenturl"],
  referrer: ["referrer", "referer"],
};
export const FIELDS = Object.keys(GUESSES);

/** Which column is which field. */
export type Columns = Readonly<Record<string, string>>;

const plain = (column: string): string => column.toLowerCase().replace(/[^a-z\d]/g, "");

/** `given` (field → column) first, then by what the header calls them. Throws where a column that was given is not there. */
export function columnsOf(header: readonly string[], given: Columns): Columns {
  for (const [field, column] of Object.entries(given)) {
    if (!FIELDS.includes(field)) throw new Error(`--map ${field}: a field is one of ${FIELDS.join(", ")}`);
    if (!header.includes(column)) throw new Error(`--map ${field}=${column}: the columns are ${header.join(", ")}`);
  }
  const found = { ...given };
  const taken = new Set(Object.values(given));
  for (const [field, names] of Object.entries(GUESSES)) {
    if (Object.hasOwn(found, field)) continue;
    const column = names.flatMap((name) => header.find((one) => plain(one) === name && !taken.has(one)) ?? [])[0];
    if (column === undefined) continue;
    found[field] = column;
    taken.add(column);
  }
  return found;
}

/** A converter of records of these columns. `type`: what each record is that doesn't say it itself. */
export function csvConvert(columns: Columns, type: string): Convert {
  const used = new Set(Object.values(columns));
  const names = namesOf(columns);
  return (record, reading) => {
    const field = (name: string) => (columns[name] === undefined ? undefined : textOf(record, columns[name]));
    const said = field("type")?.toLowerCase() ?? type;
    if (!(EVENT_TYPES as readonly string[]).includes(said)) throw new Unusable("type_unknown", said.slice(0, 50));
    const time = columns["timestamp"] === undefined ? undefined : record[columns["timestamp"]];
    const isPerson = said === "identify" || said === "group";
    if (!isPerson && field("event") === undefined && said === "track") throw new Unusable("event_not_defined");
    const rest = Object.fromEntries(
      Object.entries(record).flatMap(([column, value]) =>
        used.has(column) || value === "" ? [] : [[column, typed(value)] as const],
      ),
    );
    const values = {
      ...rest,
      ...objectOf(columns["properties"] === undefined ? undefined : record[columns["properties"]]),
    };
    return [
      {
        type: said,
        ...(said === "track" && { event: field("event") }),
        ...((said === "page" || said === "screen") && present({ name: field("event") })),
        ...present({ userId: field("userId"), anonymousId: field("anonymousId"), groupId: field("groupId") }),
        ...(isPerson ? { traits: values } : { properties: values }),
        ...present({ context: contextOf(record, names) }),
        timestamp:
          time === undefined && isPerson ? new Date(reading.exportedAt).toISOString() : instantOf(time, reading),
        messageId: field("messageId") ?? messageIdOf("csv", record),
      },
    ];
  };
}

/** Numbers and truths are what they look like; a number that would not be written the same way (a postcode, an id) stays text. */
function typed(value: Json | undefined): Json {
  if (typeof value !== "string") return value ?? null;
  if (value === "true" || value === "false") return value === "true";
  const number = Number(value);
  return value.trim() !== "" && String(number) === value && Number.isFinite(number) ? number : value;
}

const IN_CONTEXT = [
  "country",
  "region",
  "city",
  "ip",
  "userAgent",
  "browser",
  "os",
  "device",
  "url",
  "referrer",
] as const;

const namesOf = (columns: Columns): ContextNames =>
  Object.fromEntries(
    IN_CONTEXT.flatMap((field) => (columns[field] === undefined ? [] : [[field, [columns[field]]] as const])),
  );
