import { memberOf, pageBody } from "#lists/page-body.ts";
import type { Desk, ReadyPage, Step } from "#lists/list-run.ts";
import type { KnownSync } from "#lists/sync.ts";
import { pageKey, peopleInWords } from "#lists/page-words.ts";

/** Writes down the next page of who is in the audience; who comes and goes meanwhile is a change, sent afterwards. */
export async function gather({ house, store, erased }: Desk, sync: KnownSync): Promise<void> {
  const state = store.state();
  if (state === null) return;
  const { after, page } = state;
  const some = await house.feed.members(sync.audience, after, house.pageSize);
  const last = some.at(-1)?.person;
  const isOver = last === undefined || some.length < house.pageSize;
  store.atOnce(() => {
    const persons = some.map(({ person }) => person).filter((person) => !erased.has(person));
    store.gather(persons, page);
    // An empty list is a page, too: whoever is on it elsewhere has to go.
    const pages = Math.max(1, last === undefined ? page - 1 : page);
    store.change(isOver ? { phase: "full", page: 1, pages } : { after: last, page: page + 1 });
  });
}

/** The next page of the whole list. */
export async function wholePage({ house, store, erased }: Desk, sync: KnownSync): Promise<Step> {
  const before = store.state();
  if (before === null) return "nothing";
  const { session, page, pages } = before;
  const persons = store.onPage(page).map(({ person }) => person);
  const people = await house.people(persons, sync.traits);
  const members = store.atOnce(() =>
    // Read anew: somebody may have been erased meanwhile.
    store.onPage(page).flatMap(({ person, label }) => {
      const found = erased.has(person) ? undefined : people.get(person);
      if (found) store.label(person, label ?? found.id, page);
      else if (label === null) store.drop(person);
      return found ? [memberOf(found)] : [];
    }),
  );
  return {
    key: pageKey(sync, session, page),
    body: pageBody("members", sync, { session: pageKey(sync, session), page, pages }, members),
    says: `page ${page} of ${pages} of the whole list, with ${peopleInWords(members.length)}`,
    taken: () => store.change(page < pages ? { page: page + 1 } : { phase: "live" }),
  } satisfies ReadyPage;
}
