import type { Json, JsonObject } from "#core/json.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";
import { rawOf } from "./query-events.ts";
import type { Act, History, Ids } from "./query-history.ts";

/** Does "any event" mean it? */
const isDone = ({ type }: Act): boolean => type === "track" || type === "page" || type === "screen";

interface Arrived {
  act: Act;
  seq: number;
}

/** The people of a history, worked out from what was told and nothing else. Whoever only ever was a bot is none. */
export function peopleIn({ people, batches }: History): PersonHistory[] {
  const arrived = batches.flat().map((act, index): Arrived => ({ act, seq: index + 1 }));
  const owned = Map.groupBy(arrived, ({ act }) => ownerOf(act, people));
  return [...owned].flatMap(([id, own]) => {
    const counted = own.filter(({ act }) => act.stamp.bot === null);
    if (id === null || counted.length === 0) return [];
    return {
      id,
      trait: (key) => traitOf(own, key),
      events: counted.map(historyEvent).toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
    };
  });
}

/** The label of the person who did it: their smallest user id, as bytes are ordered. */
function ownerOf({ userId, anonymousId }: Act, people: readonly Ids[]): string | null {
  if (userId === null && anonymousId === null) return null;
  const person = people.find(({ users, devices }) =>
    userId === null ? devices.includes(anonymousId ?? "") : users.includes(userId),
  );
  const [first] = (person?.users ?? []).toSorted((a, b) => (utf8(a) < utf8(b) ? -1 : 1));
  const user = first ?? userId;
  return user === null ? `a:${anonymousId}` : `u:${user}`;
}

/** Orders as the bytes do. */
const utf8 = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

const NAMES = {
  page: "Page Viewed",
  screen: "Screen Viewed",
  identify: "User Identified",
  group: "Group Identified",
  alias: "User Aliased",
};

/** As it is kept: what no store can hold stands as U+FFFD. */
const nameOf = ({ type, name }: Act): string =>
  type === "track" ? name.replaceAll("\0", "\u{fffd}").toWellFormed() : NAMES[type];

/** What was sent and kept is JSON, so what JSON can't say is nothing here either. */
const asKept = (value: JsonObject): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

function historyEvent({ act, seq }: Arrived): HistoryEvent {
  const own = asKept(act.properties);
  return {
    ts: act.at,
    seq,
    name: nameOf(act),
    done: isDone(act),
    property: (key) => valueAt(own, key) ?? stampOf(act, seq, key) ?? undefined,
  };
}

/** A key with dots may be one, or lead into objects and lists. */
function valueAt(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries = new Map(Object.entries(value));
  if (entries.has(key)) return entries.get(key);
  const dot = key.indexOf(".");
  return dot === -1 ? undefined : inside(entries.get(key.slice(0, dot)), key.slice(dot + 1));
}

/** Inside an object only whole steps count, so that a key is never tried twice. */
function inside(value: Json | undefined, path: string): Json | undefined {
  const [first = "", ...rest] = path.split(".");
  if (typeof value !== "object" || value === null) return undefined;
  const next = new Map(Object.entries(value)).get(first);
  return rest.length === 0 ? next : inside(next, rest.join("."));
}

function stampOf(act: Act, seq: number, key: string): Json | undefined {
  const { stamp } = act;
  const raw = rawOf(act, `m${seq - 1}`);
  const stamps: Record<string, Json | undefined> = {
    $event: nameOf(act),
    $type: act.type,
    $name: raw["name"],
    $user_id: act.userId,
    $anonymous_id: act.anonymousId,
    $message_id: `m${seq - 1}`,
    $source: act.sourceId,
    $country: stamp.country,
    $city: stamp.city,
    $timezone: stamp.timezone,
    $browser: stamp.browser,
    $os: stamp.os,
    $device: stamp.device,
    $referrer: stamp.referrer,
    $referring_domain: stamp.referringDomain,
    $channel: stamp.channel,
    $utm_source: stamp.utmSource,
    $path: inside(act.context, "page.path"),
    $ip: act.ip,
  };
  if (Object.hasOwn(stamps, key)) return stamps[key];
  return key.startsWith("context.") ? inside(act.context, key.slice("context.".length)) : undefined;
}

/** The newest that identify said of it (null: removed); where it said nothing, the first that was set once. */
function traitOf(own: readonly Arrived[], key: string): Json | undefined {
  const statements = (of: "traits" | "once") =>
    own
      .flatMap(({ act, seq }) => {
        const value = new Map(Object.entries(asKept(act[of]))).get(key);
        return value === undefined ? [] : { value, at: Math.min(act.at, act.at + act.delay), message: `m${seq - 1}` };
      })
      .toSorted((a, b) => a.at - b.at || (a.message < b.message ? -1 : 1));
  const newest = statements("traits").at(-1);
  return (newest ?? statements("once")[0])?.value ?? undefined;
}
