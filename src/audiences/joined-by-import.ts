import { IMPORTED_LINK } from "#core/imported-link.ts";
import type { PersonMap } from "#audiences/person-map.ts";
import type { Move } from "#audiences/watch-store.ts";

/**
 * Of these people, those who became one by what was imported: every link between an id that was moved and one that was not
 * came with an import. Nobody is told of what that made them.
 */
export async function joinedByImport(
  db: D1Database,
  moves: readonly Move[],
  map: PersonMap,
): Promise<ReadonlySet<number>> {
  const moved = [...new Set(moves.map(({ actor }) => actor))];
  const { results } = await db
    .prepare(
      `WITH moved(id) AS (SELECT value FROM json_each(?1))
       SELECT from_id AS "from", to_id AS "to", via FROM moved CROSS JOIN links ON from_id = id WHERE to_id NOT IN moved
       UNION ALL
       SELECT from_id, to_id, via FROM moved CROSS JOIN links ON to_id = id WHERE from_id NOT IN moved`,
    )
    .bind(JSON.stringify(moved))
    .all<{ from: number; to: number; via: string }>();
  const imported = new Set<number>();
  const said = new Set<number>();
  for (const { from, to, via } of results) {
    const person = map.personOf(from);
    if (person === null || map.personOf(to) !== person) continue;
    (via === IMPORTED_LINK ? imported : said).add(person);
  }
  return imported.difference(said);
}
