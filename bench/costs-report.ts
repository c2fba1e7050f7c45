import { shown } from "./numbers.ts";
import { machine, publish, table } from "./report.ts";

/** What one way of sending traffic took, all of it. */
export interface Measured {
  destinations: number;
  audiences: number;
  /** Events in a request. */
  perRequest: number;
  /** full: the consumer's batches are as full as they get. sparse: one request a batch. */
  way: "full" | "sparse";
  sent: number;
  /** By the name of what is billed; and `events`, `batches`, `bytes`. */
  quantities: Record<string, number>;
}

const SHOWN = [
  "Worker requests",
  "Queue operations",
  "D1 rows written",
  "D1 rows read",
  "Durable Object calls",
  "Durable Object rows written",
  "bytes",
] as const;

/** Prints what an event took in each way, and keeps the counts for `npm run costs`. */
export function costsReport(measured: readonly Measured[], keep: boolean): void {
  const rows = measured.map(({ destinations, audiences, perRequest, way, quantities }) => {
    const { events = Number.NaN, batches = Number.NaN } = quantities;
    return [
      String(destinations),
      String(audiences),
      String(perRequest),
      way,
      shown(events),
      shown(batches),
      ...SHOWN.map((name) => shown((quantities[name] ?? 0) / events)),
    ];
  });
  const head = ["destinations", "audiences", "events/request", "batches", "events", "batches", ...SHOWN];
  const text = `# What an event takes

${machine()}
The whole product on the local runtime, destinations that answer at once, events with a browser's whole context (1,245 bytes), half of the people known. Counts are the product's own (GET /api/status), less what looking at them took. Per event:

${table([head, ...rows])}

*full*: everything at once, so the consumer's batches are as full as they get. *sparse*: one request, and the next after its batch is done.
`;
  publish("costs", text, { measured }, keep);
}
