const KEYS = `
  SELECT p.actor_id, k.key FROM json_each(?1) a CROSS JOIN profiles p ON p.actor_id = a.value
    CROSS JOIN json_each(p.profile, '$.traits') k
  UNION SELECT p.actor_id, k.key FROM json_each(?1) a CROSS JOIN profiles p ON p.actor_id = a.value
    CROSS JOIN json_each(p.profile, '$.once') k`;

/** Keys of traits of which anything was ever said, by actor. */
export async function traitKeysOf(db: D1Database, actors: readonly number[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  if (actors.length === 0) return found;
  const rows = await db.prepare(KEYS).bind(JSON.stringify(actors)).raw<[actor: number, key: string]>();
  for (const [actor, key] of rows) found.set(actor, [...(found.get(actor) ?? []), key]);
  return found;
}
