import type { DumpCursor, DumpPage, DumpPart } from "#core/object-dump.ts";

/** Where an object that was brought back from a backup goes on. */
export interface RestoredAt {
  /** The arrival number of the last event of the backup. */
  through: number;
  /** True: what waited when the backup was made goes out now. False: nothing of the backup does, as it may have gone out since. */
  resume: boolean;
}

/** What every object that is part of a backup can do. */
export interface Restorable {
  dump(after: DumpCursor | null): Promise<DumpPage>;
  /** `at` comes with the last part. Nothing is begun by it: whoever restores wakes the object when everything is there. */
  refill(part: DumpPart, isFirst: boolean, at: RestoredAt | null): Promise<void>;
}
