import { type LiveRow, rowKey } from "#dashboard/screens/live/messages.ts";

export const KEPT_ROWS = 200;
/** A reconnect with a cursor brings nothing twice; asking anew after a change of the filter may. */
const REMEMBERED = 2_000;

/** The list, newest first, and what came while it must not move. Arrays are made anew where they change. */
export function createRows() {
  let shown: readonly LiveRow[] = [];
  let waiting: LiveRow[] = [];
  let waitingCount = 0;
  const known = new Set<string>();

  function isNew(row: LiveRow): boolean {
    const key = rowKey(row);
    if (known.has(key)) return false;
    known.add(key);
    if (known.size > REMEMBERED)
      for (const oldest of known) if (known.delete(oldest) && known.size <= REMEMBERED) break;
    return true;
  }

  return {
    /** Takes rows in the order they came; gives those that weren't here before. */
    add(rows: readonly LiveRow[]): LiveRow[] {
      const fresh = rows.filter(isNew);
      waiting = [...waiting, ...fresh].slice(-KEPT_ROWS);
      waitingCount += fresh.length;
      return fresh;
    },
    /** Moves what waits into the list. */
    show(): void {
      if (waitingCount === 0) return;
      shown = [...waiting.toReversed(), ...shown].slice(0, KEPT_ROWS);
      waiting = [];
      waitingCount = 0;
    },
    clear(): void {
      shown = [];
      waiting = [];
      waitingCount = 0;
      known.clear();
    },
    shown: () => shown,
    /** How many wait; more than are kept, where more came. */
    waiting: () => waitingCount,
  };
}
