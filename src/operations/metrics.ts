import type { OperationCounts } from "#core/operation-counts.ts";
import { WAITED_SECONDS } from "#core/waited.ts";
import { everCounted } from "#operations/counted.ts";
import { histogram, type Metric, type Sample } from "#operations/exposition.ts";
import { queueAgeMs } from "#operations/findings.ts";
import { monthBill } from "#operations/month-bill.ts";
import type { ConnectionReading, Reading } from "#operations/reading.ts";

/** Counts whose names begin with a prefix, as samples with the rest of the name as a label. */
const labelled = (counts: OperationCounts, prefix: string, label: string): Sample[] =>
  Object.entries(counts)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => ({ labels: { [label]: name.slice(prefix.length) }, value }))
    .toSorted((a, b) => (a.labels[label] ?? "").localeCompare(b.labels[label] ?? ""));

const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `headwater_${name}`,
  type: "counter",
  help,
  samples,
});
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `headwater_${name}`,
  type: "gauge",
  help,
  samples,
});

/** All metrics of a reading. Counters count since the deployment began and never go down. */
export function metricsOf(reading: Reading): Metric[] {
  return [...intakeMetrics(reading), ...storeMetrics(reading), ...deliveryMetrics(reading), ...costMetrics(reading)];
}

function intakeMetrics(reading: Reading): Metric[] {
  const ever = everCounted(reading.counted);
  const one = (name: string): Sample[] => [{ value: ever[name] ?? 0 }];
  const { lastBatch } = reading.counted;
  return [
    counter("requests_total", "Requests answered, tracking calls and all others.", [
      ...labelled(ever, "requests.", "kind"),
    ]),
    counter("events_stored_total", "Events stored, by source.", labelled(ever, "events.", "source")),
    counter("events_duplicate_total", "Events that were stored before.", one("duplicates")),
    counter(
      "events_refused_total",
      "Events and requests that were refused, by reason.",
      labelled(ever, "refused.", "reason"),
    ),
    counter("batches_total", "Batches taken out of the queue.", one("batches")),
    counter("messages_total", "Messages taken out of the queue; one that comes again counts again.", one("messages")),
    gauge(
      "queue_messages",
      "Messages that wait in the queue now.",
      reading.queue ? [{ value: reading.queue.messages }] : [],
    ),
    gauge("queue_oldest_seconds", "Age of the oldest message that waits.", [{ value: queueAgeMs(reading) / 1_000 }]),
    gauge(
      "batch_oldest_seconds",
      "How long the oldest message of the last batch had waited.",
      lastBatch === null ? [] : [{ value: lastBatch.oldestMs / 1_000 }],
    ),
    gauge(
      "batch_last_timestamp_seconds",
      "When the last batch was stored.",
      lastBatch === null ? [] : [{ value: lastBatch.at / 1_000 }],
    ),
    {
      name: "headwater_queue_wait_seconds",
      type: "histogram",
      help: "From the arrival of a message to its being stored.",
      samples: histogram(
        WAITED_SECONDS,
        WAITED_SECONDS.map((seconds) => ever[`waited.${seconds}`] ?? 0),
        ever["waited.more"] ?? 0,
        ever["waited.seconds"] ?? 0,
      ),
    },
    gauge("dead_letters", "Messages that could not be stored and wait for somebody.", [{ value: reading.deadLetters }]),
  ];
}

function storeMetrics({ counted, database, bucketBytes, audiencesBehind, stopped }: Reading): Metric[] {
  const ever = everCounted(counted);
  return [
    gauge("database_bytes", "Size of the database.", [{ value: database.bytes }]),
    gauge("database_limit_bytes", "What the database holds at most.", [{ value: database.limit }]),
    gauge("archive_bytes", "Size of what was moved to the bucket.", [{ value: bucketBytes }]),
    counter("rows_total", "Rows read and written in the database, where it says so.", [
      { labels: { operation: "read" }, value: ever["rows.read"] ?? 0 },
      { labels: { operation: "written" }, value: ever["rows.written"] ?? 0 },
    ]),
    counter("object_calls_total", "Calls of Durable Objects, by class.", labelled(ever, "calls.", "class")),
    counter("object_rows_written_total", "Rows written in the objects' own storage.", [
      { value: ever["rows.objects"] ?? 0 },
    ]),
    counter("bucket_operations_total", "Operations of the archive's bucket.", [
      ...labelled(ever, "bucket.", "operation"),
    ]),
    gauge(
      "audiences_behind_events",
      "Events that audiences have not looked at yet.",
      audiencesBehind === null ? [] : [{ value: audiencesBehind }],
    ),
    counter("mails_total", "Mails handed to a provider.", labelled(ever, "mails.", "via")),
    gauge("stopped", "Lists and automations that wait for a person.", [{ value: stopped.length }]),
  ];
}

const byConnection = (connections: readonly ConnectionReading[], of: (one: ConnectionReading) => number): Sample[] =>
  connections.map((one) => ({ labels: { connection: String(one.id) }, value: of(one) }));

function deliveryMetrics({ counted, connections }: Reading): Metric[] {
  const ever = everCounted(counted);
  const outcomes = Object.entries(ever).flatMap(([name, value]): Sample[] => {
    const [kind, outcome, connection] = name.split(".");
    return kind === "delivery" && outcome !== undefined && connection !== undefined
      ? [{ labels: { connection, outcome }, value }]
      : [];
  });
  return [
    counter("deliveries_total", "Deliveries by what became of them: delivered, rejected for good, retried.", outcomes),
    gauge(
      "deliveries_waiting",
      "Events not sent yet, and deliveries that wait for another try.",
      byConnection(connections, (one) => one.waiting),
    ),
    gauge(
      "deliveries_dead",
      "Deliveries that will never be taken as they are.",
      byConnection(connections, (one) => one.deadLetters),
    ),
    gauge(
      "connection_up",
      "1 while a connection is not stopped and does not fail.",
      byConnection(connections, ({ state }) => Number(state !== "disconnected" && state !== "failing")),
    ),
  ];
}

function costMetrics(reading: Reading): Metric[] {
  const { soFar, projected } = monthBill(reading);
  return [
    gauge("cost_month_dollars", "This month's operations at list price, nothing included.", [
      { value: soFar.listPrice },
    ]),
    gauge("cost_month_projected_dollars", "The same at the month's end, above what the plan includes.", [
      { value: projected.aboveIncluded },
    ]),
  ];
}
