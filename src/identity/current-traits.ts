import type { JsonObject } from "#core/json.ts";
import { foldProfiles, type Profile, traitsOf } from "#identity/profile.ts";

/** The current traits of persons, each given by the ids of its actors: in the order of the persons. */
export async function currentTraits(db: D1Database, persons: readonly (readonly number[])[]): Promise<JsonObject[]> {
  const { results } = await db
    .prepare("SELECT actor_id AS actor, profile FROM profiles WHERE actor_id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(persons.flat()))
    .all<{ actor: number; profile: string }>();
  const profiles = new Map(results.map(({ actor, profile }) => [actor, JSON.parse(profile) as Profile]));
  return persons.map((actors) =>
    traitsOf(foldProfiles(actors.map((actor) => profiles.get(actor)).filter((profile) => profile !== undefined))),
  );
}
