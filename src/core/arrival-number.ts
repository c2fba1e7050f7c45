/**
 * Takes an arrival number without storing anything (?1: now, ms): whoever has planned an append by then can't finish it, looks
 * at the store anew, and so learns what else this transaction changed before it stores another event (store/append.ts).
 */
export const TAKE_ARRIVAL_NUMBER = `INSERT INTO packs (id, n, stored_at, min_ts, max_ts, ids, body)
  SELECT coalesce((SELECT id + max(n, 1) FROM packs ORDER BY id DESC LIMIT 1), 1), 0, ?1, 0, 0, x'', x''`;
