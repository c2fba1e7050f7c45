/** Part of every transaction that changes whose events are whose, or takes events away. */
export const RAISE_MAP_VERSION = `INSERT INTO map_version (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = n + 1`;
