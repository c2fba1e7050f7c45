/** A way to have got identity wrong: `find` stands once in `file` and is replaced. */
export interface Mutant {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** It takes seconds, or hundreds of schedules, to show, or is of a kind that another one stands for: only `npm run soak` runs it. */
  soak?: true;
}

const SQL = "src/identity/publish-sql.ts";
const OBJECT = "src/identity/object.ts";
const STORE = "src/identity/link-store.ts";
const KNOWN = "src/identity/known-links.ts";
const HAND_OVER = "src/identity/hand-over.ts";
const LINKS_OF = "src/identity/links-of.ts";

const CONNECTED = `    UNION SELECT seed, to_id FROM member CROSS JOIN links ON from_id = member.id WHERE kind = 'edge' AND capped = 0 AND \${HOLDS}
    UNION SELECT seed, from_id FROM member CROSS JOIN links ON to_id = member.id WHERE kind = 'edge' AND capped = 0 AND \${HOLDS})`;

/** The wrong variants that the protocol was designed against; a property test that lets one through tests nothing. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "first-arrival-owns-the-device",
    file: SQL,
    find: "FROM owned WHERE person <> id OR EXISTS (SELECT 1 FROM person_of WHERE actor_id = id)\n  ${UPSERT}`",
    replace: "FROM owned WHERE person <> id ON CONFLICT (actor_id) DO NOTHING`",
  },
  {
    name: "map-read-outside-of-the-transaction",
    soak: true,
    file: "src/identity/publish.ts",
    find: "    db.prepare(sql.MAP_DEVICES).bind(users, devices),",
    replace: `    await (async () => {
      await db.batch([
        db.prepare(sql.INSERT_ACTORS).bind(rows),
        db.prepare(sql.UPSERT_LINKS).bind(rows),
        ...edges.map(({ from, to }) => db.prepare(sql.DECIDE_CAP).bind(from, to, maxUsers)),
        db.prepare(sql.MAP_USERS).bind(users),
      ]);
      const at = sql.MAP_DEVICES.lastIndexOf("ON CONFLICT");
      const query = sql.MAP_DEVICES.slice(sql.MAP_DEVICES.indexOf("WITH"), at);
      const map = JSON.stringify(await db.prepare(query).bind(users, devices).raw());
      const insert = "INSERT INTO person_of SELECT value->>0, value->>1 FROM json_each(?1) WHERE true ";
      return db.prepare(insert + sql.MAP_DEVICES.slice(at)).bind(map);
    })(),`,
  },
  {
    name: "alarm-not-retried",
    file: OBJECT,
    find: "await this.ctx.storage.setAlarm(systemClock() + delay);",
    replace: "void delay;",
  },
  {
    name: "answered-without-being-stored",
    soak: true,
    file: OBJECT,
    find: `for (const link of links) this.#store.join(link);
      if (`,
    replace: `for (const db of this.#house.databases.toReversed())
        await publishLinks(db, links, this.#house.maxUsers).catch(() => undefined);
      if (`,
  },
  {
    name: "skipped-whenever-known",
    soak: true,
    file: KNOWN,
    find: "known !== undefined && known.ts <= link.ts && (known.seen || !link.seen)",
    replace: "known !== undefined",
  },
  {
    name: "published-without-guard",
    file: SQL,
    find: "ON CONFLICT (from_id, to_id) DO UPDATE SET",
    replace: `ON CONFLICT (from_id, to_id) DO UPDATE SET ts = excluded.ts, message_id = excluded.message_id, via = excluded.via,
    seen = excluded.seen, apart_at = excluded.apart_at, joined_at = excluded.joined_at, source_id = excluded.source_id /*`,
  },
  {
    name: "changed-meanwhile-marked-as-published",
    soak: true,
    file: STORE,
    find: 'sql.exec("UPDATE links SET published = max(published, ?) WHERE pair = ?", rev, pairOf(link));',
    replace: 'sql.exec("UPDATE links SET published = max(rev, ?) WHERE pair = ?", rev, pairOf(link));',
  },
  {
    name: "no-janitor",
    soak: true,
    file: HAND_OVER,
    find: "WHERE handed_at <= ?1 LIMIT ?2",
    replace: "WHERE handed_at <= ?1 AND 0 LIMIT ?2",
  },
  {
    name: "only-direct-neighbours",
    soak: true,
    file: SQL,
    find: CONNECTED,
    replace: `    UNION SELECT seed, to_id FROM seeds JOIN links ON from_id = seeds.id WHERE kind = 'edge' AND capped = 0 AND \${HOLDS}
    UNION SELECT seed, from_id FROM seeds JOIN links ON to_id = seeds.id WHERE kind = 'edge' AND capped = 0 AND \${HOLDS})`,
  },
  {
    name: "separated-edges-still-traversed",
    file: SQL,
    find: CONNECTED,
    replace: `    UNION SELECT seed, to_id FROM member CROSS JOIN links ON from_id = member.id WHERE kind = 'edge' AND capped = 0
    UNION SELECT seed, from_id FROM member CROSS JOIN links ON to_id = member.id WHERE kind = 'edge' AND capped = 0)`,
  },
  {
    name: "ties-go-to-whoever-came-first",
    soak: true,
    file: SQL,
    find: "ORDER BY ts, uid LIMIT 1",
    replace: "ORDER BY ts, to_id LIMIT 1",
  },
  {
    name: "ids-compared-as-utf-16",
    soak: true,
    file: LINKS_OF,
    find: "compareBytes(a, b) < 0 ? [a, b] : [b, a]",
    replace: "a < b ? [a, b] : [b, a]",
  },
  {
    name: "everybody-may-join-users",
    soak: true,
    file: LINKS_OF,
    find: "  if (isPublic) return { links, untrustedAlias: true };",
    replace: "",
  },
  {
    name: "only-the-ends-of-an-edge-are-mapped",
    soak: true,
    file: SQL,
    find: "SELECT DISTINCT member.id, root FROM member JOIN roots USING (seed)\n  WHERE member.id <> root",
    replace:
      "SELECT DISTINCT member.id, root FROM member JOIN roots USING (seed)\n  WHERE member.id = seed AND member.id <> root",
  },
  {
    name: "devices-left-behind-when-users-merge",
    file: SQL,
    find: "      UNION SELECT from_id FROM member CROSS JOIN links ON to_id = member.id WHERE kind = 'claim'),",
    replace: "      UNION SELECT 0 FROM member WHERE false),",
  },
  {
    name: "note-cleared-before-all-databases-have-it",
    soak: true,
    file: OBJECT,
    find: "this.#house.databases.toReversed()",
    replace: "this.#house.databases",
  },
  {
    name: "memory-outlives-a-failure",
    soak: true,
    file: KNOWN,
    find: "if (since !== known.since) known.pairs.clear();",
    replace: "",
  },
  {
    name: "note-of-an-earlier-statement-cleared-by-a-later-one",
    soak: true,
    file: SQL,
    find: "WHERE value->>3 <= p.ts AND value->>7 >= p.link->>'seen')`",
    replace: ")`",
  },
];
