import { shown } from "./numbers.ts";
import { machine, publish, table, targetTable } from "./report.ts";

/** Sums over all events, with so many audiences that they matter to and that they don't. */
export interface AudienceMeasure {
  related: number;
  unrelated: number;
  events: number;
  ms: number;
  /** Of D1. */
  trips: number;
  read: number;
  written: number;
  /** Written in the object's own storage. */
  objectRows: number;
  /** Times that somebody was looked at for an audience. */
  evaluations: number;
  /** In all audiences at the end. */
  members: number;
  /** Rows of D1 that comparing an audience with the store reads, on average. */
  readByCheck: number;
}

/** Prints the table and writes it to bench/results. */
export function audienceReport(measures: readonly AudienceMeasure[], window: number, keep: boolean): void {
  const alone = measures.find(({ related, unrelated }) => related > 0 && unrelated === 0);
  const most = measures.at(-1);
  if (!alone || !most) throw new Error("nothing was measured");
  const rows = measures.map(({ events, ...one }) => [
    String(one.related),
    one.unrelated.toLocaleString("en-US"),
    shown(one.evaluations / events),
    shown(one.objectRows / events),
    shown(one.read / events),
    shown(one.written / events),
    shown(one.trips / events),
    shown((one.ms * 1_000) / events),
    one.members.toLocaleString("en-US"),
    shown(one.readByCheck),
  ]);
  const times = (key: "evaluations" | "objectRows" | "read" | "trips") => most[key] / alone[key];
  const flat = (what: string, key: Parameters<typeof times>[0]) => ({
    what: `${what}, ${most.unrelated.toLocaleString("en-US")} unrelated audiences × none`,
    value: times(key),
    bound: "≤" as const,
    limit: 1.01,
  });
  const text = `# Audiences: what an event costs

${machine()}
${alone.events.toLocaleString("en-US")} synthetic events in the store, followed by the product's own Audiences object ${window} at a time, as it is woken by batches of the pipeline. Four audiences look at what people do (counts and sums, 30 days, one with a trait); the others ask for events and traits that nobody has.

${table([
  [
    "related",
    "unrelated",
    "evaluations/event",
    "object rows written/event",
    "D1 rows read/event",
    "D1 rows written/event",
    "D1 queries/event",
    "µs/event",
    "members",
    "D1 rows read/check",
  ],
  ...rows,
])}

An evaluation is one person looked at for one audience. Object rows are what is written into the object's own storage: moments, members, changes, edges of time. To this come the cursor (one row), one call and one alarm of the object for each batch of the pipeline, ${shown(1 / window)} an event here, whatever the audiences. A check compares one audience with the whole store, once a day; all of them found no difference. Times are those of a busy machine, D1's simulator and the object in one process; counts are exact.

${targetTable([flat("evaluations", "evaluations"), flat("object rows written", "objectRows"), flat("D1 rows read", "read"), flat("D1 queries", "trips")])}
`;
  publish("audiences", text, measures, keep);
}
