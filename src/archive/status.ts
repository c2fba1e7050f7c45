import * as z from "zod";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { dateOf } from "#archive/days.ts";
import { fillLevel } from "#archive/fill-level.ts";
import { isPressing } from "#archive/pressing.ts";

const Kept = z.object({
  files: z.number(),
  /** Whole events, or facts. */
  events: z.number(),
  bytes: z.number(),
  /** Dates of the first and the last day there is; null where there is none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});

/** Where events lie, and how much room there is. */
export const ArchiveStatus = z.object({
  database: z.object({
    bytes: z.number(),
    limit: z.number(),
    share: z.number(),
    level: z.enum(["roomy", "filling", "pressing", "full"]),
  }),
  events: Kept,
  facts: Kept,
});
export type ArchiveStatus = z.infer<typeof ArchiveStatus>;

interface Row {
  kind: "events" | "facts";
  files: number;
  n: number;
  bytes: number;
  first: number;
  last: number;
}

/** Reads the status: three statements, one of them over the list of files. */
export async function archiveStatus({ db, size }: Pick<ArchiveHouse, "db" | "size">): Promise<ArchiveStatus> {
  const [{ bytes, limit, share }, pressing, { results }] = await Promise.all([
    size(),
    isPressing(db),
    db
      .prepare(
        `SELECT kind, count(*) AS files, sum(n) AS n, sum(bytes) AS bytes, min(day) AS first, max(day) AS last
         FROM archive_files GROUP BY kind`,
      )
      .all<Row>(),
  ]);
  const of = (kind: Row["kind"]): z.infer<typeof Kept> => {
    const row = results.find((one) => one.kind === kind);
    if (!row) return { files: 0, events: 0, bytes: 0, from: null, to: null };
    return { files: row.files, events: row.n, bytes: row.bytes, from: dateOf(row.first), to: dateOf(row.last) };
  };
  return {
    database: { bytes, limit, share, level: fillLevel(share, pressing) },
    events: of("events"),
    facts: of("facts"),
  };
}
