import { NOWHERE } from "#core/blank-stamp.ts";
import type { RequestRecord } from "#core/message.ts";
import { Problem } from "#core/problem.ts";

/**
 * The record of a request that brings what happened long ago (`"historicalMigration": true` in its body). The connection is
 * that of whoever imports, so nothing of it is a person's. Throws `import_needs_secret_key`.
 */
export function historical(record: RequestRecord): RequestRecord {
  if (record.sourceKind !== "secret") throw new Problem("import_needs_secret_key");
  const ofNobody = { ip: null, place: NOWHERE, userAgent: null, hints: null, origin: null, gpc: false, sentAt: null };
  return { ...record, ...ofNobody, historical: true };
}
