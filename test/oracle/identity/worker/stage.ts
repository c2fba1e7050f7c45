import type { Interruption } from "../schedule.ts";

/**
 * What the schedule has set up. The objects live in the isolate of the Worker that runs the schedule, so both read it here.
 */
export const stage = {
  /** Where objects publish: the schedule's databases. */
  databases: [] as D1Database[],
  /** What happens during publishing, once. */
  interruption: null as { left: number; when: Interruption["when"]; act: () => Promise<void> } | null,
  /** The call of an object, counted from now, that kills it. */
  death: null as { left: number; when: "before" | "after" } | null,
  /** Objects that were told something: all others hold nothing. */
  told: new Set<string>(),
  /** Those of them that have an alarm. */
  armed: new Set<string>(),
  /** How often the alarm of an object threw in a row. */
  throws: new Map<string, number>(),
  /** What a schedule was made to meet, and how often it did. */
  happened: {} as Record<string, number>,
};

export function note(what: string, times = 1): void {
  stage.happened[what] = (stage.happened[what] ?? 0) + times;
}

/** The database as objects see it: what the schedule has set up happens before or after one of its transactions. */
export function interruptible(db: D1Database): D1Database {
  return withBatch(db, async (statements) => {
    const due = stage.interruption !== null && stage.interruption.left-- === 0 ? stage.interruption : null;
    if (due) stage.interruption = null;
    if (due?.when === "before") await due.act();
    const results = await db.batch(statements);
    if (due?.when === "after") await due.act();
    return results;
  });
}

/** A database whose transactions are somebody else's business. */
export const withBatch = (
  db: D1Database,
  batch: (statements: D1PreparedStatement[]) => Promise<D1Result[]>,
): D1Database =>
  new Proxy(db, {
    get(target, property) {
      if (property === "batch") return batch;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
