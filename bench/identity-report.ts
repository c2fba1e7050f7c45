import * as z from "zod";
import { shown } from "./numbers.ts";
import { machine, publish, table, type Target, targetTable } from "./report.ts";

const Rows = z.object({ trips: z.number(), read: z.number(), written: z.number() });

/** What some events, or changes by hand, cost in all; rows by who asked (bench/worker/counted-database.ts). */
export const Counts = z.object({
  events: z.number(),
  rows: z.record(z.string(), Rows),
  objects: z.object({ calls: z.number(), alarms: z.number(), rowsWritten: z.number() }),
});
export type Counts = z.infer<typeof Counts>;

/** Everything measured with one setting of IDENTITY_BUCKETS. */
export interface IdentityMeasure {
  buckets: number;
  anonymous: Counts;
  known: Counts;
  knownFresh: Counts;
  logins: Counts;
  signUps: Counts;
  aliases: Counts;
  /** Of two people of so many events each. */
  byHand: { events: number; merge: Counts; unmerge: Counts }[];
}

/** About twice what it takes: a statement that goes through a whole table shows at once. */
const MAX_ROWS_TO_PUBLISH = 100;

/** Who asked D1, in the order of the columns. */
const IDENTITY = "identity";
const STORE = "store";
const IN_TRANSACTION = "identity in store";
const OBJECTS = "objects";

function rowsOf(counts: Counts, by: string): z.infer<typeof Rows> {
  return counts.rows[by] ?? { trips: 0, read: 0, written: 0 };
}

const HEAD = [
  "per event",
  "object calls",
  "alarms",
  "rows read: before",
  "transaction",
  "published",
  "rows written: store",
  "identity, same transaction",
  "published",
  "in objects",
];

function line(label: string, counts: Counts): string[] {
  const { events, objects } = counts;
  const read = (by: string) => rowsOf(counts, by).read;
  const written = (by: string) => rowsOf(counts, by).written;
  const figures = [
    objects.calls,
    objects.alarms,
    read(IDENTITY),
    read(STORE) + read(IN_TRANSACTION),
    read(OBJECTS),
    written(STORE),
    written(IN_TRANSACTION),
    written(OBJECTS),
    objects.rowsWritten,
  ];
  return [label, ...figures.map((total) => shown(total / events))];
}

function measureTable(measure: IdentityMeasure): string {
  const { anonymous, known, knownFresh, logins, signUps, aliases, byHand } = measure;
  return table([
    HEAD,
    line("anonymous", anonymous),
    line("known pair", known),
    line("known pair, isolate just started", knownFresh),
    line("new login, ids never seen", logins),
    line("sign-up: identify with traits on a seen device", signUps),
    line("alias, secret key, two seen users", aliases),
    ...byHand.flatMap(({ events, merge, unmerge }) => [
      line(`merge by hand, 2 × ${shown(events)} events`, merge),
      line(`unmerge by hand, 2 × ${shown(events)} events`, unmerge),
    ]),
  ]);
}

function targetsOf({ anonymous, known, knownFresh, logins, signUps, byHand }: IdentityMeasure): Target[] {
  const each = ({ events, objects }: Counts, what: "calls" | "alarms") => objects[what] / events;
  const calls = (what: string, counts: Counts, limit: number): Target[] => [
    { what: `object calls per event: ${what}`, value: each(counts, "calls"), bound: "≤", limit },
    { what: `alarms per event: ${what}`, value: each(counts, "alarms"), bound: "≤", limit },
  ];
  const d1 = (counts: Counts) => Object.values(counts.rows).reduce((sum, { written }) => sum + written, 0);
  const [few, many] = byHand;
  return [
    ...calls("anonymous", anonymous, 0),
    ...calls("known pair", known, 0),
    ...calls("known pair, isolate just started", knownFresh, 0),
    ...calls("new login", logins, 1),
    ...calls("sign-up", signUps, 1),
    {
      what: "rows read to publish a sign-up",
      value: rowsOf(signUps, OBJECTS).read / signUps.events,
      bound: "≤",
      limit: MAX_ROWS_TO_PUBLISH,
    },
    ...(few && many
      ? (["merge", "unmerge"] as const).map((change): Target => ({
          what: `rows written by ${change}, long over short history`,
          value: d1(many[change]) / d1(few[change]),
          bound: "≤",
          limit: 1,
        }))
      : []),
  ];
}

/** Prints the tables and writes them to bench/results. */
export function identityReport(measures: readonly IdentityMeasure[], keep: boolean): void {
  const sections = measures.map(
    (measure) => `## ${measure.buckets === 0 ? "An object per linked id" : `IDENTITY_BUCKETS = ${measure.buckets}`}

${measureTable(measure)}

${targetTable(targetsOf(measure))}`,
  );
  const [first] = measures;
  if (first === undefined) throw new Error("nothing was measured");
  const { anonymous, logins } = first;
  const text = `# Identity: calls, alarms and rows

${machine()}
${anonymous.events.toLocaleString("en-US")} events of each kind that comes back (20 a person, sessions of 6.5), ${logins.events.toLocaleString("en-US")} of each kind that is new every time; batches of 100 in requests of 10, through the consumer's steps (interpret, identify, append) with the real objects and the local D1. Counts only: nothing here depends on how busy the machine is.

${sections.join("\n\n")}

- *Before*: what identity reads before the store's transaction: links it doesn't remember, profiles that an event changes. By hand: looking up the people.
- *Transaction*: the one that stores the events. Its rows written are told apart by who made the statement: the store (facts, packs, rollups, actors) or identity (profiles, first touches, warnings, links waiting to be published).
- *Published*: by the objects' alarms into D1 (actors, links, the person map), an index entry counted as a row, as D1 does.
- *In objects*: rows in the objects' own storage as their cursors say, and one for each alarm that is set, as Cloudflare bills it.
- By hand: per merge or unmerge, not per event. It publishes at once, so its alarm finds nothing left.
- An object may publish before the transaction that stores the events; then nothing is noted as waiting, and two rows less are written for that link.
`;
  publish("identity", text, { measures }, keep);
}
