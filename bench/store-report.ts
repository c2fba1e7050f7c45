import type { StoreCost } from "./cost.ts";
import { shown } from "./numbers.ts";
import { machine, publish, table, targetTable } from "./report.ts";

/** Sums over all chunks of one way of storing. */
export interface StoreMeasure {
  label: string;
  events: number;
  seconds: number;
  /** Of workerd: the Worker and the D1 simulator it runs in. */
  cpuSeconds: number;
  rowsWritten: number;
  /** Of these, what identity objects published afterwards. */
  rowsPublished: number;
  rowsRead: number;
  /** The database's size at the end. */
  bytes: number;
}

const rate = ({ events, seconds }: StoreMeasure): number => events / seconds;
const cpu = ({ events, cpuSeconds }: StoreMeasure): number => (cpuSeconds / events) * 1e6;

function storeTable(measures: readonly StoreMeasure[]): string {
  const rows = measures.map((measure) => {
    const each = (total: number) => (total === 0 ? "–" : shown(total / measure.events));
    return [
      measure.label,
      shown(rate(measure)),
      shown(cpu(measure)),
      each(measure.rowsWritten),
      each(measure.rowsPublished),
      each(measure.rowsRead),
      each(measure.bytes),
    ];
  });
  return table([
    ["", "events/s", "CPU µs/event", "rows written/event", "of these, published", "rows read/event", "bytes/event"],
    ...rows,
  ]);
}

/** Prints the tables and writes them to bench/results. */
export function storeReport({ bare, browser }: Record<"bare" | "browser", StoreMeasure[]>, keep: boolean): void {
  const [reading, hundred, thousand, plain] = bare;
  if (reading === undefined || hundred === undefined || thousand === undefined || plain === undefined)
    throw new Error("nothing was measured");
  const targets = targetTable([
    {
      what: "rows written per event, 100 a batch",
      value: hundred.rowsWritten / hundred.events,
      bound: "≤",
      limit: 1.5,
    },
    { what: "events/s, 100 a batch, × one INSERT per event", value: rate(hundred) / rate(plain), bound: "≥", limit: 3 },
    { what: "bytes per event, 100 a batch", value: hundred.bytes / hundred.events, bound: "≤", limit: 150 },
    { what: "bytes per event, 1,000 a batch", value: thousand.bytes / thousand.events, bound: "≤", limit: 150 },
  ]);
  const text = `# Store: rate, rows and bytes

${machine()}
${hundred.events.toLocaleString("en-US")} synthetic events (20 a person, 60 names by Zipf's law, 11,000 a day, properties of about 390 bytes) in queue messages of 10, through the local D1 on disk. The ways take turns, 10,000 events at a time. \`bench -- store --events 1000000\` is the size the targets speak of.

## Events with properties only, as a simple server client sends them

${storeTable(bare)}

## Events with a browser's whole context (${browser[0]?.events.toLocaleString("en-US")} of about 1,245 bytes)

${storeTable(browser)}

Storing is identify and append, as the consumer does it, and the publications of the identity objects (one bucket), which it waits for: 40 % of the people have a user id, so their first event is a login. Rows are D1's own count (\`meta\`); *published* are the objects' share. The local D1 is a simulator in the same process as the Worker: its CPU is included, the network and the real D1's commit are not. Bytes are the whole database, dictionaries and rollups included; synthetic properties repeat more than real ones do, so expect more from real traffic.

## Targets

${targets}
`;
  const cost: StoreCost = {
    rowsWrittenPerEvent: hundred.rowsWritten / hundred.events,
    rowsReadPerEvent: hundred.rowsRead / hundred.events,
    cpuMicrosecondsPerEvent: cpu(reading) + cpu(hundred),
  };
  publish("store", text, { ...cost, bare, browser }, keep);
}
