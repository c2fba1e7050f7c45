import type { JsonObject } from "#core/json.ts";
import type { Convert, Reading } from "./call.ts";
import { judge, type Refused, type Wanted } from "./judge.ts";
import type { OpenFile } from "./records.ts";

/** What an import would do. */
export interface Preview {
  records: number;
  /** Events by the name they would be counted under. */
  counts: Map<string, number>;
  reasons: Map<string, { count: number; first: Refused }>;
  /** The first calls, as they would be sent. */
  samples: JsonObject[];
  /** The earliest and the latest time; null: there is none. */
  from: string | null;
  to: string | null;
}

const SAMPLES = 3;

/** Goes through a file without sending anything. */
export async function preview(
  { records }: OpenFile,
  convert: Convert,
  options: { reading: Reading; wanted: Wanted; limit: number | null },
): Promise<Preview> {
  const found: Preview = { records: 0, counts: new Map(), reasons: new Map(), samples: [], from: null, to: null };
  for await (const record of records) {
    if (found.records >= (options.limit ?? Infinity)) break;
    found.records += 1;
    const { calls, refused } = judge(record, convert, options.reading, options.wanted);
    if (refused) {
      const known = found.reasons.get(refused.reason) ?? { count: 0, first: refused };
      found.reasons.set(refused.reason, { ...known, count: known.count + 1 });
    }
    for (const call of calls) count(found, call);
  }
  return found;
}

function count(found: Preview, call: JsonObject): void {
  const { type, event, timestamp } = call;
  const name = type === "track" && typeof event === "string" ? event : `(${typeof type === "string" ? type : "?"})`;
  found.counts.set(name, (found.counts.get(name) ?? 0) + 1);
  if (found.samples.length < SAMPLES) found.samples.push(call);
  if (typeof timestamp !== "string") return;
  if (found.from === null || timestamp < found.from) found.from = timestamp;
  if (found.to === null || timestamp > found.to) found.to = timestamp;
}

/** The same in words. */
export function previewWords(found: Preview): string {
  const number = (value: number) => value.toLocaleString("en");
  const lines = [
    `${number(found.records)} records, from ${found.from ?? "never"} to ${found.to ?? "never"}`,
    "",
    "would be stored:",
  ];
  const names = [...found.counts].toSorted(([, a], [, b]) => b - a);
  for (const [name, n] of names) lines.push(`  ${number(n).padStart(12)}  ${name}`);
  if (found.reasons.size > 0) lines.push("", "would be refused:");
  for (const [reason, { count: n, first }] of found.reasons)
    lines.push(`  ${number(n).padStart(12)}  ${reason} ${first.detail} (first on line ${first.line})`);
  lines.push("", "the first of them, as they would be sent:");
  for (const call of found.samples) lines.push(JSON.stringify(call));
  return lines.join("\n");
}
