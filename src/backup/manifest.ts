import * as z from "zod";

/** A value of a row; bytes are hex. */
export const CellJson = z.union([z.string(), z.number(), z.null()]);
export const RowsJson = z.array(z.array(CellJson));

export const ObjectNameJson = z.object({
  kind: z.enum(["sender", "list", "audiences", "messenger"]),
  name: z.string().regex(/^[a-z0-9]{1,40}$/),
});

/** A file of the archive, as src/archive names them. */
export const ArchivedName = z.string().regex(/^(events|facts)\/[\w.=-]{1,80}\/[\w.=-]{1,120}$/);

/** A part of what an object keeps (core/object-dump.ts). */
export const DumpPartJson = z.union([
  z.object({ values: z.array(z.tuple([z.string(), z.string()])) }),
  z.object({ table: z.string(), columns: z.array(z.string()), rows: RowsJson }),
]);

/** A file of a backup: lines of JSON, gzipped. */
const File = { file: z.string(), lines: z.number(), sha256: z.string() };

/** What a backup is: `manifest.json` beside the files. */
export const Manifest = z.object({
  format: z.literal("headwater-backup-1"),
  madeAt: z.string(),
  /** The arrival number of the last event that is in it. */
  through: z.number(),
  /** Migrations that the database had. */
  migrations: z.array(z.string()),
  /** Numbers that are never given out again. */
  numbers: z.record(z.string(), z.number()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), ...File })),
  objects: z.array(z.object({ ...ObjectNameJson.shape, ...File })),
  /** Files of older days, byte for byte. */
  archived: z.array(z.object({ name: ArchivedName, file: z.string(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;
