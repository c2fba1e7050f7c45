import { countedName, type TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { type Json, storableText } from "#core/json.ts";
import { MAX_NAME_LENGTH, MAX_SLOT_TEXT } from "#core/limits.ts";
import { agentKey, type Dictionary, originKey, placeKey, SLOTS } from "#store/dictionary.ts";

/** A value as a slot holds it. `LONG` stands for text (or a list, or an object) that only the pack has. */
type SlotValue = string | number | null;
/** Not a text any client can send: client text is cleaned of NUL before it gets into a slot. */
export const LONG = "\0";

/** One row of `facts`, in the order of its columns, with the actor's uid where the table has its id. */
export type FactRow = [
  nameId: number,
  ts: number,
  seq: number,
  uid: string | null,
  sourceId: number,
  placeId: number | null,
  agentId: number | null,
  originId: number | null,
  bot: 0 | 1,
  ...slots: SlotValue[],
];

/** Properties noted of one event name; a client that makes keys of values gets no more. */
const MAX_PROPERTIES = 500;

/** The name as the dictionary keeps it. */
export const storedName = (event: TrackedEvent): string => storableText(countedName(event).slice(0, MAX_NAME_LENGTH));

/** A property that was given a slot by this batch. */
export type NewSlot = [nameId: number, slot: number, property: string, sinceSeq: number];

/** The fact of an event; takes numbers for what it has not seen before from the dictionary, and slots for new properties. */
export function factOf(event: TrackedEvent, seq: number, dictionary: Dictionary, newSlots: NewSlot[]): FactRow {
  const nameId = dictionary.names.idOf([event.type, storedName(event)]) ?? 0;
  const uid = actorOf(event);
  return [
    nameId,
    event.timestamp,
    seq,
    uid === null ? null : storableText(uid),
    event.sourceId,
    dictionary.places.idOf(placeKey(event).map(clean)),
    dictionary.agents.idOf(agentKey(event).map(clean)),
    dictionary.origins.idOf(originKey(event).map(clean)),
    event.bot === null ? 0 : 1,
    ...slotValues(event, nameId, seq, dictionary, newSlots),
  ];
}

const clean = (text: string | null): string | null => (text === null ? null : storableText(text.slice(0, 255)));

function slotValues(
  event: TrackedEvent,
  nameId: number,
  seq: number,
  dictionary: Dictionary,
  newSlots: NewSlot[],
): SlotValue[] {
  let slots = dictionary.slots.get(nameId);
  if (!slots) dictionary.slots.set(nameId, (slots = new Map()));
  const values: SlotValue[] = [];
  for (const [property, value] of Object.entries(event.properties)) {
    if (value === null || value === undefined) continue;
    let slot = slots.get(property);
    if (slot === undefined) {
      if (slots.size >= MAX_PROPERTIES || property.length > MAX_NAME_LENGTH) continue;
      if (storableText(property) !== property) continue;
      slot = nextSlot(slots, typeof value !== "object");
      slots.set(property, slot);
      newSlots.push([nameId, slot, property, seq]);
    }
    if (slot > SLOTS) continue;
    while (values.length < slot) values.push(null);
    values[slot - 1] = slotValue(value);
  }
  return values;
}

/** The first eight scalar properties of a name stand in its facts; the others are only noted as existing, from 9 on. */
function nextSlot(slots: ReadonlyMap<string, number>, isScalar: boolean): number {
  const taken = [...slots.values()];
  const inline = taken.filter((slot) => slot <= SLOTS).length;
  return isScalar && inline < SLOTS ? inline + 1 : Math.max(SLOTS, ...taken) + 1;
}

/** Numbers as they are, truth as its word (questions compare as text), short text as it is. */
function slotValue(value: Json): SlotValue {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value.length > MAX_SLOT_TEXT) return LONG;
  const text = storableText(value);
  return text === value ? text : LONG;
}
