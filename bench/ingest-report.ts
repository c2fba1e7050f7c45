import { existsSync, readdirSync, readFileSync } from "node:fs";
import { costPerMillion, StoreCost } from "./cost.ts";
import type { Burst } from "./load.ts";
import { median, ratio, shown, spread } from "./numbers.ts";
import type { Operations } from "./operations.ts";
import { machine, publish, resultsDirectory, table, targetTable } from "./report.ts";

export interface IngestOptions {
  rounds: number;
  /** Length of a burst; each is preceded by a warm-up of `warmUpSeconds`. */
  seconds: number;
  warmUpSeconds: number;
  /** Write the result to bench/results. */
  keep: boolean;
}

export const variantNames = ["bare", "hono", "queue", "one", "twenty"] as const;
export type VariantName = (typeof variantNames)[number];
const variants: Record<VariantName, { label: string; events: number }> = {
  bare: { label: "empty handler", events: 1 },
  hono: { label: "Hono, c.json", events: 1 },
  queue: { label: "body unseen into the queue", events: 1 },
  one: { label: "Headwater, 1 event a request", events: 1 },
  twenty: { label: "Headwater, 20 events a request", events: 20 },
};
export type Bursts = Record<VariantName, Burst[]>;

const cpuPerRequest = (burst: Burst): number => (burst.cpuSeconds / burst.requests) * 1e6;
const rate = (burst: Burst): number => burst.requests / burst.seconds;

function speedTable(bursts: Bursts): string {
  const bare = bursts.bare.map(cpuPerRequest);
  const hono = bursts.hono.map(cpuPerRequest);
  const rows = variantNames.map((name) => {
    const { label, events } = variants[name];
    const cpu = bursts[name].map(cpuPerRequest);
    const perSecond = median(bursts[name].map(rate));
    return [
      label,
      shown(perSecond),
      shown(perSecond * events),
      shown(median(bursts[name].map((burst) => burst.p50Ms))),
      shown(median(bursts[name].map((burst) => burst.p99Ms))),
      `${shown(median(cpu))} ± ${Math.round(spread(cpu))} %`,
      shown(ratio(cpu, bare)),
      shown(ratio(cpu, hono)),
      shown(median(cpu) / events),
      shown(ratio(cpu, bare) / events),
    ];
  });
  const head = [
    "variant",
    "requests/s",
    "events/s",
    "p50 ms",
    "p99 ms",
    "CPU µs/request",
    "× empty",
    "× Hono",
    "CPU µs/event",
    "× empty, per event",
  ];
  return table([head, ...rows]);
}

function operationsTable(operations: readonly Operations[]): string {
  const rows = operations.map((counted) => {
    const each = (count: number) => `${shown(count / counted.requests)} (${count.toLocaleString("en-US")})`;
    const { eventsPerRequest, requests, queueMessages, queueChunks, d1Queries, durableObjectCalls, limiterCalls } =
      counted;
    const cells = [queueMessages, queueChunks, d1Queries, durableObjectCalls, limiterCalls].map(each);
    return [String(eventsPerRequest), requests.toLocaleString("en-US"), ...cells];
  });
  const head = [
    "events/request",
    "requests",
    "queue messages",
    "of 64 KB",
    "D1 queries",
    "Durable Object calls",
    "rate limiter calls",
  ];
  return table([head, ...rows]);
}

/** What the last `bench -- store` on this machine wrote. */
function lastStoreCost(): StoreCost | null {
  if (!existsSync(resultsDirectory)) return null;
  const file = readdirSync(resultsDirectory)
    .filter((name) => name.endsWith("-store.json"))
    .toSorted()
    .at(-1);
  return file === undefined ? null : StoreCost.parse(JSON.parse(readFileSync(`${resultsDirectory}/${file}`, "utf8")));
}

/** CPU of a request of n events, on the line through the two sizes that were measured. */
function edgeCpu(bursts: Bursts, eventsPerRequest: number): number {
  const one = median(bursts.one.map(cpuPerRequest));
  const twenty = median(bursts.twenty.map(cpuPerRequest));
  return one + ((twenty - one) * (eventsPerRequest - 1)) / 19;
}

/** Prints the tables and writes them to bench/results. */
export function ingestReport(options: IngestOptions, bursts: Bursts, operations: readonly Operations[]): void {
  const store = lastStoreCost();
  const costs = operations.map((counted) => costPerMillion(counted, edgeCpu(bursts, counted.eventsPerRequest), store));
  const costRows = costs.map((cost, index) => [
    String(operations[index]?.eventsPerRequest),
    ...[cost.requests, cost.queue, cost.rows, cost.objects, cost.cpu, cost.total].map((dollars) =>
      Number.isNaN(dollars) ? "–" : dollars.toFixed(3),
    ),
  ]);
  const bare = bursts.bare.map(cpuPerRequest);
  const events = operations.reduce((sum, counted) => sum + counted.requests * counted.eventsPerRequest, 0);
  const objectCalls = operations.reduce((sum, counted) => sum + counted.durableObjectCalls, 0);
  const targets = targetTable([
    {
      what: "CPU per request, 1 event, × empty handler",
      value: ratio(bursts.one.map(cpuPerRequest), bare),
      bound: "≤",
      limit: 3.2,
    },
    {
      what: "CPU per event, 20 events a request, × empty handler",
      value: ratio(bursts.twenty.map(cpuPerRequest), bare) / 20,
      bound: "≤",
      limit: 0.35,
    },
    {
      what: "events/s at 20 a request ÷ requests/s of the empty handler",
      value: ratio(bursts.twenty.map(rate), bursts.bare.map(rate)) * 20,
      bound: "≥",
      limit: 3,
    },
    { what: "Durable Object calls per event, nobody watching", value: objectCalls / events, bound: "≤", limit: 0 },
    { what: "$ per million events, 10 a request", value: costs[1]?.total ?? Number.NaN, bound: "≤", limit: 1.6 },
  ]);
  const text = `# Ingest: CPU, rate and platform operations

${machine()}
${options.rounds} rounds of ${options.seconds} s after ${options.warmUpSeconds} s of warm-up, a fresh process each, order reversed every other round; 32 connections, track events of about 1,245 bytes, 60 user agents. Every answer was checked, and the queue received exactly the requests acknowledged.

${speedTable(bursts)}

Medians; × is the median of the quotients round by round; ± is the round furthest from the median. CPU is that of the measured process alone (user and system, all threads). Requests/s and p99 depend on what else the machine does: the load generator, the sink and workerd share its cores.

## Operations per request (and in all)

${operationsTable(operations)}

## $ per million events at list price, nothing included

${table([["events/request", "requests", "queue", "D1 rows", "objects", "CPU", "total"], ...costRows])}

Rows as counted by \`npm run bench -- store\` at 100 events a batch${store === null ? " (not run yet)" : ` (${shown(store.rowsWrittenPerEvent)} written, ${shown(store.rowsReadPerEvent)} read per event)`}; storage is not included.

## Targets

${targets}
`;
  publish("ingest", text, { options, bursts, operations, costs }, options.keep);
}
