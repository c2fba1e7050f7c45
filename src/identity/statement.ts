import type { TrackedEvent } from "#core/event.ts";
import { actorOf, isUsableId } from "#core/ids.ts";
import { type Json, type JsonObject, objectOrEmpty, storableText } from "#core/json.ts";
import { type Moment, momentOf } from "#identity/moment.ts";

type Values = readonly [key: string, value: Json][];

/** What an event says of its actor. */
export interface Statement {
  /** The actor, as the table `actors` has it. */
  uid: string;
  at: Moment;
  /** By identify; null removes. */
  traits: Values;
  /** By setOnce, on any call but alias. */
  once: Values;
  /** By group: the actor is in this one. */
  groupId: string | null;
}

/** What a group call says of its group. */
export interface GroupStatement {
  groupId: string;
  at: Moment;
  traits: Values;
}

/** Null where the event says nothing of its actor, or has none. */
export function statementOf(event: TrackedEvent): Statement | null {
  const uid = actorOf(event);
  if (uid === null || event.type === "alias") return null;
  const traits = event.type === "identify" ? traitsIn(event) : [];
  const once = onceIn(event);
  const groupId = usableGroup(event);
  if (traits.length === 0 && once.length === 0 && groupId === null) return null;
  return { uid: storableText(uid), at: momentOf(event), traits, once, groupId };
}

/** Null where the event is no group call, or its group id names none. */
export function groupStatementOf(event: TrackedEvent): GroupStatement | null {
  const groupId = usableGroup(event);
  return groupId === null ? null : { groupId, at: momentOf(event), traits: traitsIn(event) };
}

const usableGroup = ({ type, groupId }: TrackedEvent): string | null =>
  type === "group" && groupId !== undefined && isUsableId(groupId) ? storableText(groupId) : null;

/** How clients write setOnce inside traits or properties (PostHog's and our own name); such a key is no trait itself. */
const ONCE_KEYS = ["$set_once", "$setOnce"];

const traitsIn = (event: TrackedEvent): Values => values(event.traits).filter(([key]) => !ONCE_KEYS.includes(key));

/** From every place where a client may write it; of two for one key the outermost counts. */
function onceIn({ raw, traits, properties }: TrackedEvent): Values {
  const places = [properties, traits].flatMap((object) => ONCE_KEYS.map((key) => object[key]));
  const found = [...places, raw["$set_once"], raw["setOnce"]].flatMap((place) => values(objectOrEmpty(place)));
  return [...new Map(found)];
}

const values = (object: JsonObject): [key: string, value: Json][] =>
  Object.entries(object).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
