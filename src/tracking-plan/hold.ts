import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { storableText } from "#core/json.ts";
import type { Source } from "#core/source.ts";
import type { Noted } from "#tracking-plan/note-violations.ts";

/** Events kept aside at once; what comes when there are so many is stored as if it were allowed, so that nothing is lost. */
export const MAX_HELD = 10_000;

/** D1 takes 2 MB in a parameter. */
const MAX_TEXT = 900_000;

/** Keeps these events aside whole, in the transaction that deals with their batch. `lineOf`: as the store keeps an event. */
export function holdStatements(
  db: D1Database,
  noted: readonly Noted[],
  sourceKindOf: (event: TrackedEvent) => Source["kind"],
  lineOf: (event: TrackedEvent) => string,
): D1PreparedStatement[] {
  const parts: unknown[][][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { event, finding } of noted) {
    if (finding.outcome !== "hold") continue;
    const line = lineOf(event);
    if (size + line.length > MAX_TEXT) {
      parts.push([]);
      size = 0;
    }
    size += line.length;
    const { kind, name, violations } = finding;
    // As the store keeps ids, since that is how whoever erases somebody names them.
    const uid = storableText(actorOf(event) ?? "");
    const held = [
      kind,
      name,
      event.sourceId,
      sourceKindOf(event),
      event.receivedAt,
      uid,
      JSON.stringify(violations),
      line,
    ];
    parts.at(-1)?.push(held);
  }
  return parts.map((rows) => db.prepare(INSERT_HELD).bind(JSON.stringify(rows)));
}

const INSERT_HELD = `INSERT INTO held_events (kind, name, source_id, source_kind, held_at, uid, violations, line)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?1)`;
