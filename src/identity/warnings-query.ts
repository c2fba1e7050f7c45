import { HOLDS } from "#identity/publish-sql.ts";
import { type WarningKind, WARNINGS } from "#identity/warnings.ts";

export interface WarningJson {
  kind: WarningKind;
  subject: string;
  /** 0: it is about no source in particular. */
  source: number;
  count: number;
  firstAt: string | null;
  lastAt: string | null;
  /** An event to look at. */
  messageId: string | null;
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

interface Row {
  kind: WarningKind;
  subject: string;
  source: number;
  count: number;
  firstAt: number | null;
  lastAt: number | null;
  messageId: string | null;
}

/** Claims that hold of devices that people of different persons used; as the map is now, so an alias settles a conflict. */
const DEVICE_CONFLICTS = `SELECT 'device_conflict' AS kind, uid AS subject, 0 AS source, persons AS count, firstAt, lastAt, messageId
  FROM (SELECT from_id, count(DISTINCT coalesce(person_id, to_id)) AS persons, min(ts) AS firstAt, max(ts) AS lastAt, message_id AS messageId
    FROM links LEFT JOIN person_of ON actor_id = to_id WHERE kind = 'claim' AND ${HOLDS} GROUP BY from_id HAVING persons > 1)
  JOIN actors ON actors.id = from_id ORDER BY lastAt DESC LIMIT ?1`;

const CAPPED = `SELECT 'person_cap' AS kind, t.uid AS subject, source_id AS source, 1 AS count, ts AS firstAt, ts AS lastAt, message_id AS messageId
  FROM links JOIN actors t ON t.id = to_id WHERE capped = 1 ORDER BY ts DESC LIMIT ?1`;

const MANY_DEVICES = 500;
const DEVICES = `SELECT 'many_devices' AS kind, uid AS subject, 0 AS source, devices AS count, NULL AS firstAt, NULL AS lastAt, NULL AS messageId
  FROM (SELECT person_id, count(*) AS devices FROM person_of GROUP BY person_id HAVING devices > ${MANY_DEVICES})
  JOIN actors ON actors.id = person_id ORDER BY devices DESC LIMIT ?1`;

const NOTED = `SELECT kind, subject, source_id AS source, n AS count, first_at AS firstAt, last_at AS lastAt, message_id AS messageId
  FROM identity_warnings WHERE (?2 IS NULL OR source_id = ?2) ORDER BY last_at DESC LIMIT ?1`;

/** What an owner should look at, with what each kind means. `source` narrows down what is about a source. */
export async function listWarnings(
  db: D1Database,
  source: number | null,
  limit: number,
): Promise<{ warnings: WarningJson[]; kinds: typeof WARNINGS }> {
  const results = await db.batch<Row>([
    db.prepare(NOTED).bind(limit, source),
    ...[DEVICE_CONFLICTS, CAPPED, DEVICES].map((text) => db.prepare(text).bind(limit)),
  ]);
  const warnings = results
    .flatMap((result) => result.results)
    .map((row) => ({ ...row, firstAt: iso(row.firstAt), lastAt: iso(row.lastAt) }));
  return { warnings, kinds: WARNINGS };
}
