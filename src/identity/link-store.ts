import { improves, joined, type Link, pairOf } from "#identity/link.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS links (
    pair TEXT PRIMARY KEY,
    link TEXT NOT NULL,          -- JSON
    rev INTEGER NOT NULL,        -- goes up with every change
    published INTEGER NOT NULL   -- the last rev that every database has
  ) WITHOUT ROWID;`;

/** A link as it was read for publishing: `rev` says which state that is. */
export interface Snapshot {
  link: Link;
  rev: number;
}

/**
 * The links one identity object keeps: the authority on them, and its outbox (what is not published yet). Everything is
 * synchronous, so each call is one atomic step, on disk before anybody hears of it (the output gate).
 */
export function openLinkStore(storage: DurableObjectStorage) {
  const { sql } = storage;
  // An object that was only asked, or has forgotten everything, keeps nothing: its table is made with the first link.
  let made = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'links'").toArray().length > 0;
  const find = (pair: string) =>
    sql.exec<{ link: string; rev: number }>("SELECT link, rev FROM links WHERE pair = ?", pair).toArray()[0];
  return {
    /** Takes a statement. True where it changed what is known. */
    join(link: Link): boolean {
      if (!made) sql.exec(TABLES);
      made = true;
      const pair = pairOf(link);
      const row = find(pair);
      if (!row) {
        sql.exec("INSERT INTO links (pair, link, rev, published) VALUES (?, ?, 1, 0)", pair, JSON.stringify(link));
        return true;
      }
      // Written by `join` above and by nobody else.
      const known = JSON.parse(row.link) as Link;
      if (!improves(known, link)) return false;
      sql.exec("UPDATE links SET link = ?, rev = rev + 1 WHERE pair = ?", JSON.stringify(joined(known, link)), pair);
      return true;
    },
    /** Whatever was published may have been lost since (a database brought back from a backup): to be published again. */
    republish(link: Link): void {
      sql.exec("UPDATE links SET rev = rev + 1 WHERE pair = ?", pairOf(link));
    },
    unpublished(limit: number): Snapshot[] {
      if (!made) return [];
      return sql
        .exec<{ link: string; rev: number }>("SELECT link, rev FROM links WHERE published < rev LIMIT ?", limit)
        .toArray()
        .map(({ link, rev }) => ({ link: JSON.parse(link) as Link, rev }));
    },
    /** These states are in every database. What changed meanwhile stays unpublished. */
    markPublished(snapshots: readonly Snapshot[]): void {
      for (const { link, rev } of snapshots)
        sql.exec("UPDATE links SET published = max(published, ?) WHERE pair = ?", rev, pairOf(link));
    },
    /** Forgets these pairs for good. */
    forget(pairs: readonly Pick<Link, "from" | "to">[]): void {
      if (!made) return;
      for (const pair of pairs) sql.exec("DELETE FROM links WHERE pair = ?", pairOf(pair));
    },
    isEmpty: (): boolean => !made || sql.exec("SELECT 1 FROM links LIMIT 1").toArray().length === 0,
  };
}
export type LinkStore = ReturnType<typeof openLinkStore>;
