import { Problem } from "#core/problem.ts";
import type { PeopleHouse, PersonActors } from "#identity/people-house.ts";

const hasNamespace = (id: string): boolean => id.startsWith("u:") || id.startsWith("a:");

/** The uids an id in a request may mean: `u:…` or `a:…` says which; otherwise a user first, then a device. */
export const uidsNamed = (id: string): string[] =>
  hasNamespace(id) ? [id, `u:${id}`, `a:${id}`] : [`u:${id}`, `a:${id}`];

/** The person an id belongs to. Throws `person_unknown`. */
export async function personNamed(house: Pick<PeopleHouse, "personsOf">, id: string): Promise<PersonActors> {
  const uids = uidsNamed(id);
  const persons = await house.personsOf(uids);
  for (const uid of uids) {
    const person = persons.find(({ actors }) => actors.some((actor) => actor.uid === uid));
    if (person) return person;
  }
  throw new Problem("person_unknown");
}
