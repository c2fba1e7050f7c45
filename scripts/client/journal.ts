import { rmSync } from "node:fs";
import * as z from "zod";
import type { Found } from "./found.ts";
import type { WorkerPart } from "./plan.ts";
import { textOf, writeWhole } from "./whole-file.ts";

/** What ran before an upgrade, and what the upgrade is to. Kept until its wave is over, also over a break. */
const Journal = z.strictObject({
  to: z.strictObject({ headwater: z.string(), catalogue: z.string() }),
  before: z.strictObject({ headwater: z.string().nullable(), catalogue: z.string().nullable() }),
});
export type Journal = z.infer<typeof Journal>;

export function readJournal(file: string): Journal | null {
  const text = textOf(file);
  return text === null ? null : Journal.parse(JSON.parse(text));
}

/** Notes what runs, unless this upgrade has noted it before it was broken off. */
export function begin(file: string, to: Record<WorkerPart, string>, { workers }: Found): Journal {
  const known = readJournal(file);
  if (known && known.to.headwater === to.headwater && known.to.catalogue === to.catalogue) return known;
  const { headwater, catalogue } = workers;
  const journal = { to, before: { headwater: headwater?.version ?? null, catalogue: catalogue?.version ?? null } };
  writeWhole(file, JSON.stringify(journal));
  return journal;
}

export const end = (file: string): void => rmSync(file, { force: true });
