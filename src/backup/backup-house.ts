import type { Clock } from "#core/clock.ts";
import type { DumpCursor, DumpPage, DumpPart } from "#core/object-dump.ts";
import type { RestoredAt } from "#core/restorable.ts";

/** An object whose storage is part of a backup: its class, and its name among those. */
export interface ObjectName {
  kind: "sender" | "list" | "audiences" | "messenger";
  name: string;
}

/** What backups need of the other stages. */
export interface BackupHouse {
  db: D1Database;
  clock: Clock;
  /** The arrival number of the last event. */
  lastArrival: () => Promise<number>;
  /** All objects there may be, given what is in the database. */
  objects: () => Promise<ObjectName[]>;
  dump: (object: ObjectName, after: DumpCursor | null) => Promise<DumpPage>;
  refill: (object: ObjectName, part: DumpPart, isFirst: boolean, at: RestoredAt | null) => Promise<void>;
  /** Names of files in the archive, and their bytes in and out. */
  archived: () => Promise<string[]>;
  readFile: (name: string) => Promise<ReadableStream | null>;
  writeFile: (name: string, bytes: ArrayBuffer) => Promise<void>;
  /** Has audiences catch up with what is stored. */
  settle: () => Promise<void>;
  /** Tells identity objects of links, a part at a time; null: all were told. */
  adoptLinks: (after: { from: number; to: number }) => Promise<{ from: number; to: number } | null>;
  /** Everything is there: whoever acts on it is told, and what isolates remember of the empty workspace goes. */
  wakeAll: (resume: boolean) => Promise<void>;
}
