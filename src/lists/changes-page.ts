import type { JsonObject } from "#core/json.ts";
import type { Desk, Step } from "#lists/list-run.ts";
import type { Going } from "#lists/list-store.ts";
import { bareMember, memberOf, pageBody } from "#lists/page-body.ts";
import { pageKey, peopleInWords } from "#lists/page-words.ts";
import type { KnownSync } from "#lists/sync.ts";
import type { SyncState } from "#lists/sync-state.ts";

/**
 * The next page of changes: what is on its way already, else what differs between the list and the audience for whoever was
 * touched. Who leaves goes first: of two who are one person now, the one that is no more is gone before the other comes.
 */
export async function changesPage(desk: Desk, sync: KnownSync): Promise<Step> {
  const state = desk.store.state();
  if (state === null) return "nothing";
  if (state.going !== null) return goingPage(desk, sync, state.going);
  const { store, house } = desk;
  const erased = store.erased(house.pageSize);
  if (erased.length > 0) {
    return begin(desk, "remove_members", () => erased.map((label) => ({ label, person: null })));
  }
  const touched = await house.feed.touched(sync.id, state.cursor, house.pageSize);
  if (touched === null) {
    store.askAnew();
    return "done";
  }
  const last = touched.at(-1)?.n;
  if (last === undefined) {
    if (state.inStepSince === null) store.change({ inStepSince: house.clock() });
    return "nothing";
  }
  const listed = store.labelsOf(touched.map(({ person }) => person));
  const leaving = touched.filter(({ person, isMember }) => !isMember && listed.has(person));
  if (leaving.length > 0) {
    return begin(desk, "remove_members", () => {
      const labels = store.labelsOf(leaving.map(({ person }) => person));
      return [...labels].map(([person, label]) => ({ person, label }));
    });
  }
  const coming = touched.filter(({ person, isMember }) => isMember && !listed.has(person));
  const people = await house.people(
    coming.map(({ person }) => person),
    [],
  );
  const found = [...people].filter(([person]) => !desk.erased.has(person));
  if (found.length > 0) {
    return begin(desk, "add_members", () => {
      for (const [person, { id }] of found) store.label(person, id, 0);
      return found.map(([person, { id }]) => ({ person, label: id }));
    });
  }
  store.change({ cursor: last });
  return "done";
}

type Action = NonNullable<SyncState["going"]>["action"];

/** Writes down who is on the next page, before any of it is sent. */
function begin({ store }: Desk, action: Action, rows: () => Going[]): "done" {
  store.atOnce(() => {
    store.setGoing(rows());
    const session = (store.state()?.session ?? 0) + 1;
    store.change({ going: { action, session }, session, inStepSince: null });
  });
  return "done";
}

async function goingPage(
  { house, store }: Desk,
  sync: KnownSync,
  { action, session }: NonNullable<SyncState["going"]>,
): Promise<Step> {
  const persons = store.going().flatMap(({ person }) => person ?? []);
  const people = await house.people(persons, sync.traits);
  // Read anew: who was erased meanwhile is not on it any more.
  const rows = store.going();
  const isRemoval = action === "remove_members";
  const members = rows.flatMap(({ label, person }): JsonObject[] => {
    const found = person === null ? undefined : people.get(person);
    if (!isRemoval) return found ? [memberOf(found)] : [];
    // An address that two ids share belongs to the one that stays.
    return [found?.isPerson === true ? memberOf(found) : bareMember(label)];
  });
  const taken = () => {
    store.gone(isRemoval);
    store.change({ going: null });
  };
  if (members.length === 0) {
    store.atOnce(taken);
    return "done";
  }
  return {
    key: pageKey(sync, session, 1),
    body: pageBody(action, sync, { session: pageKey(sync, session), page: 1, pages: 1 }, members),
    says: `${peopleInWords(members.length)} to ${isRemoval ? "take off" : "put on"} the list`,
    taken,
  };
}
