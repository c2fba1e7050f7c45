import type { RestoredAt } from "#core/restorable.ts";
import type { ObjectStore } from "#audiences/object-store.ts";

/**
 * Audiences that were brought back keep who is in them, since when and how often; then everybody is looked at once as if for
 * the first time, which makes nobody act: whatever time has changed since the backup. `checkAt` (ms): when everything is
 * compared with the store next.
 */
export function restoreAudiences(
  { sql }: DurableObjectStorage,
  { states, atOnce }: ObjectStore,
  { through, resume }: RestoredAt,
  checkAt: number,
): void {
  atOnce(() => {
    const { cursor } = states.follow();
    for (const { audience, stage } of states.all()) {
      if (stage === "frozen") continue;
      // What it had not looked at yet is gathered, too.
      const from = stage === "live" ? { through: cursor, stage: "events" as const, after: 0 } : {};
      states.change(audience, { ...from, target: Math.max(through, cursor) });
    }
    // Changes of the person map are numbered anew.
    states.setFollow({ cursor: Math.max(through, cursor), moved: 0, version: -1, checkAt });
    if (resume) return;
    sql.exec("DELETE FROM outbox");
    sql.exec("DELETE FROM present");
  });
}
