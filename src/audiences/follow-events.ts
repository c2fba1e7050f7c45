import { actorOf } from "#core/ids.ts";
import type { ChangeCause } from "#core/audience.ts";
import { HOUR_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { storableText } from "#core/json.ts";
import type { TraitReader } from "#audiences/audiences-house.ts";
import { contextOf, type Desk, traitsFor } from "#audiences/desk.ts";
import { createJudge, type Asked, type Because } from "#audiences/judge.ts";
import { historyEventOf, isDone, momentOf, nameOf } from "#audiences/moments.ts";
import { type PersonMap, readPersonMap } from "#audiences/person-map.ts";
import type { Touched } from "#audiences/touch-index.ts";
import type { AudienceWatch, EventWatch } from "#audiences/watch.ts";

/** Events read of the store at a time. */
const WINDOW = 1_000;
/** An event that took longer than this to arrive makes nobody act: what it tells of is over. */
const LATE_MS = HOUR_MS;

interface Noticed {
  seq: number;
  event: TrackedEvent;
  uid: string;
  touched: Touched;
  kept: ReadonlySet<string> | null;
  /** May this be the first that is heard of them? */
  isNew: boolean;
}

/**
 * Takes the next events of the store: keeps what is looked at, and looks anew at whomever they matter to. Says whether there
 * is more. Throws D1's errors, and then nothing was done.
 */
export async function followEvents(desk: Desk): Promise<boolean> {
  const { house, store } = desk;
  const { cursor } = store.states.follow();
  const { events, through, complete } = await house.arrivals({
    after: cursor,
    upTo: null,
    between: null,
    limit: WINDOW,
  });
  if (through === cursor) return false;
  const noticed = events.flatMap(({ seq, event }) => notice(desk, seq, event) ?? []);
  if (noticed.length === 0) {
    store.states.setFollow({ cursor: through });
    return !complete;
  }
  const map = await readPersonMap(house.db, { uids: new Set(noticed.map(({ uid }) => uid)) });
  const newcomers = newcomersOf(desk, noticed, map);
  const asked = askedBy(desk, noticed, map);
  await addNewcomers(desk, newcomers, asked, map);
  const triggers = noticed.flatMap(({ touched }) => touched.triggers);
  const audiences = [...asked.values()].flatMap((one) => [...one.audiences.keys()]);
  const traits = await traitsFor(
    desk,
    [...asked.keys()],
    new Set<AudienceWatch | EventWatch>([...audiences, ...triggers]),
  );

  store.atOnce(() => {
    for (const { seq, event, uid, kept } of noticed) {
      const actor = actorOfUid(desk, map, uid);
      if (actor !== null && kept !== null && event.bot === null) store.moments.keep(momentOf(actor, seq, event, kept));
    }
    for (const actor of newcomers.keys()) store.moments.know(actor);
    const judge = createJudge(desk, traits);
    for (const one of asked.values()) if (!one.actors.some((actor) => desk.erased.has(actor))) judge.judge(one);
    judge.finish();
    for (const one of noticed) fireEvents(desk, one, asked, map, traits);
    store.states.setFollow({ cursor: through });
  });
  for (const { uid, isNew } of noticed) if (isNew) remember(desk.seen, uid);
  return !complete;
}

/** What an event means to anybody; null: nothing. */
function notice(desk: Desk, seq: number, event: TrackedEvent): Noticed | null {
  const actor = actorOf(event);
  if (actor === null) return null;
  const uid = storableText(actor);
  const { index } = desk.watching;
  const name = nameOf(event);
  const done = isDone(event);
  const isBot = event.bot !== null;
  const touched = index.touched({ name, done, isBot, traitKeys: desk.house.traitKeysIn(event) });
  const kept = isBot ? null : index.kept(name, done);
  const isNew = !isBot && index.needsKnown && !desk.seen.has(uid);
  const isNothing =
    touched.byEvent.size + touched.byTrait.size + touched.triggers.length === 0 && kept === null && !isNew;
  return isNothing ? null : { seq, event, uid, touched, kept, isNew };
}

function actorOfUid({ erased }: Desk, map: PersonMap, uid: string): number | null {
  const actor = map.actorOf(uid);
  return actor === null || erased.has(actor) ? null : actor;
}

/** Actors that nothing was known of, each with the event that told of them. */
function newcomersOf(desk: Desk, noticed: readonly Noticed[], map: PersonMap): Map<number, Because> {
  const found = new Map<number, Because>();
  for (const { uid, isNew, event } of noticed) {
    const actor = isNew ? actorOfUid(desk, map, uid) : null;
    if (actor === null || found.has(actor) || desk.store.moments.isKnown([actor])) continue;
    found.set(actor, { cause: event.imported === true ? "imported" : "event", messageId: event.messageId });
  }
  return found;
}

function askedBy(desk: Desk, noticed: readonly Noticed[], map: PersonMap): Map<number, Asked> {
  const asked = new Map<number, Asked>();
  for (const { uid, event, touched } of noticed) {
    const one = askedOf(desk, asked, map, uid);
    if (!one) continue;
    const { messageId, imported = false } = event;
    const say = (watch: AudienceWatch, cause: ChangeCause) => {
      // Of what came together with something new, the new one is why.
      if (imported && one.audiences.has(watch)) return;
      one.audiences.set(watch, { cause: imported ? "imported" : cause, messageId });
    };
    for (const watch of touched.byTrait) say(watch, "trait");
    for (const watch of touched.byEvent) say(watch, "event");
  }
  return asked;
}

function askedOf(desk: Desk, asked: Map<number, Asked>, map: PersonMap, uid: string): Asked | null {
  const actor = actorOfUid(desk, map, uid);
  const person = actor === null ? null : map.personOf(actor);
  if (person === null) return null;
  const known = asked.get(person);
  if (known) return known;
  const made: Asked = { person, actors: map.actorsOf(person), audiences: new Map() };
  asked.set(person, made);
  return made;
}

/**
 * Somebody of whom nothing was known is somebody now, and so in every audience that asks for nothing; or for traits, where
 * a bot or another id has said some before.
 */
async function addNewcomers(
  { house, watching }: Desk,
  newcomers: ReadonlyMap<number, Because>,
  asked: ReadonlyMap<number, Asked>,
  map: PersonMap,
): Promise<void> {
  if (newcomers.size === 0) return;
  const persons = new Map<Asked, Because>();
  for (const [actor, because] of newcomers) {
    const one = asked.get(map.personOf(actor) ?? 0);
    if (one) persons.set(one, because);
  }
  const keys = await house.traitKeysOf([...persons.keys()].flatMap(({ actors }) => actors));
  for (const [one, because] of persons) {
    const watches = [
      ...watching.index.strangers,
      ...one.actors.flatMap((actor) => keys.get(actor) ?? []).flatMap((key) => watching.index.ofTrait(key)),
    ];
    for (const watch of watches) {
      if (watch.everybody && !one.audiences.has(watch)) one.audiences.set(watch, because);
    }
  }
}

/** Automations that wait for this very event. */
function fireEvents(
  desk: Desk,
  { seq, event, uid, touched }: Noticed,
  asked: ReadonlyMap<number, Asked>,
  map: PersonMap,
  traits: TraitReader,
): void {
  if (touched.triggers.length === 0 || event.imported === true || event.receivedAt - event.timestamp > LATE_MS) return;
  const actor = actorOfUid(desk, map, uid);
  const one = actor === null ? undefined : asked.get(map.personOf(actor) ?? 0);
  if (!one || one.actors.some((id) => desk.erased.has(id))) return;
  const context = contextOf(desk);
  const happened = historyEventOf(seq, event);
  const known = traits(one.person);
  for (const { automation, selector, needs, looksBack } of touched.triggers) {
    // What its filter asks of earlier events is still being gathered.
    if (looksBack && desk.store.states.of(-automation)?.stage !== "live") continue;
    const events = looksBack ? desk.store.moments.of(one.actors, needs) : [];
    const person = { id: String(one.person), trait: (key: string) => known.get(key), events };
    if (!desk.house.language.selects(selector, context)(happened, person)) continue;
    desk.store.outbox.add({
      key: `event:${automation}:${event.messageId}`,
      automation,
      actors: [...one.actors],
      entry: 0,
      at: context.now,
      cause: { kind: "event", messageId: event.messageId, name: happened.name, properties: event.properties },
    });
  }
}

const SEEN_AT_MOST = 50_000;

function remember(seen: Set<string>, uid: string): void {
  if (seen.size >= SEEN_AT_MOST) seen.clear();
  seen.add(uid);
}
