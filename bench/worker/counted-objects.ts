import type { IdentityObjects } from "#identity/hand-over.ts";
import { observed } from "./observed.ts";

/** What the identity objects were asked and did. */
export interface ObjectCounts {
  calls: number;
  /** Times an alarm ran. */
  alarms: number;
  /** Rows written in the objects' own storage; setting an alarm is billed as one, too. */
  rowsWritten: number;
}

export const noObjects = (): ObjectCounts => ({ calls: 0, alarms: 0, rowsWritten: 0 });

/** The identity objects, with a count of calls. */
export const countedObjects = (objects: IdentityObjects, onCall: () => void): IdentityObjects => ({
  nameOf: (uid) => objects.nameOf(uid),
  of: (uid) =>
    observed(objects.of(uid), (_method, result) => {
      onCall();
      return result;
    }),
});

/** From here on `onRows` hears of rows that an object writes into its storage. To be called before the object looks at it. */
export function watchStorage(storage: DurableObjectStorage, onRows: (count: number) => void): void {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(sql, "exec", {
    value: (text: string, ...bindings: unknown[]) => {
      const cursor = exec(text, ...bindings);
      // A statement that writes has done so when it comes back.
      onRows(cursor.rowsWritten);
      return cursor;
    },
  });
  Object.defineProperty(storage, "setAlarm", {
    value: (time: number | Date) => {
      onRows(1);
      return setAlarm(time);
    },
  });
}
