import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DevProcess, startDev } from "../test/support/dev-process-e2e.ts";
import { machine, publish, table, targetTable } from "./report.ts";

export interface LiveOptions {
  seconds: number;
  perSecond: number;
  keep: boolean;
}

interface EventsMessage {
  type: string;
  cursor?: string;
  events?: { messageId: string }[];
}

/** A program on the live socket; `heard` is told each event with the time it came. */
async function listen(
  dev: DevProcess,
  heard: (messageId: string, cursor: string) => void,
  cursor?: string,
): Promise<WebSocket> {
  const { url, adminToken } = dev.address;
  const query = new URLSearchParams({ maxPerSecond: "0", ...(cursor === undefined ? {} : { cursor }) });
  const headers = { authorization: `Bearer ${adminToken}` };
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/live?${query.toString()}`, { headers });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as EventsMessage;
    if (message.type !== "events") return;
    for (const { messageId } of message.events ?? []) heard(messageId, message.cursor ?? "");
  });
  await once(socket, "open");
  return socket;
}

let run = 0;
/** Sends events at an even rate, one a request; when each was acknowledged, by its messageId. */
async function send(dev: DevProcess, { seconds, perSecond }: LiveOptions): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  const headers = { authorization: `Basic ${btoa(`${dev.address.writeKey}:`)}`, "content-type": "application/json" };
  run += 1;
  const deliver = async (messageId: string, body: string) => {
    const response = await fetch(`${dev.address.url}/v1/track`, { method: "POST", headers, body });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    acknowledged.set(messageId, performance.now());
  };
  const started = performance.now();
  const pending: Promise<void>[] = [];
  for (let index = 0; index < seconds * perSecond; index += 1) {
    await sleep(Math.max(0, started + (index * 1_000) / perSecond - performance.now()));
    const messageId = `live-${run}-${index}`;
    const body = JSON.stringify({ event: "Live", anonymousId: `v${index % 50}`, messageId });
    pending.push(deliver(messageId, body));
  }
  await Promise.all(pending);
  return acknowledged;
}

const quantile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Acknowledged → on the socket, over all sockets, and what was lost or came twice. */
async function latency(dev: DevProcess, sockets: number, options: LiveOptions): Promise<string[]> {
  const heard: Map<string, number[]>[] = [];
  const open: WebSocket[] = [];
  for (let n = 0; n < sockets; n += 1) {
    const mine = new Map<string, number[]>();
    heard.push(mine);
    open.push(await listen(dev, (id) => mine.set(id, [...(mine.get(id) ?? []), performance.now()])));
  }
  const acknowledged = await send(dev, options);
  await sleep(3_000);
  for (const socket of open) socket.close();
  const waits: number[] = [];
  let lost = 0;
  let twice = 0;
  for (const mine of heard) {
    for (const [id, at] of acknowledged) {
      const times = mine.get(id) ?? [];
      if (times.length === 0) lost += 1;
      if (times.length > 1) twice += 1;
      // On the socket before the sender saw its own answer: no wait at all.
      if (times[0] !== undefined) waits.push(Math.max(0, times[0] - at));
    }
  }
  waits.sort((a, b) => a - b);
  const ms = (share: number) => quantile(waits, share).toFixed(0);
  return [String(sockets), String(acknowledged.size), ms(0.5), ms(0.9), ms(0.99), ms(1), String(lost), String(twice)];
}

/** A client that goes and comes back with its cursor again and again while events flow. */
async function reconnecting(dev: DevProcess, options: LiveOptions): Promise<string[]> {
  const seen = new Map<string, number>();
  let cursor: string | undefined;
  let connections = 0;
  const until = performance.now() + options.seconds * 1_000;
  const coming = (async () => {
    while (performance.now() < until) {
      const socket = await listen(
        dev,
        (id, now) => {
          seen.set(id, (seen.get(id) ?? 0) + 1);
          cursor = now;
        },
        cursor,
      );
      connections += 1;
      await sleep(250);
      socket.close();
      await once(socket, "close");
    }
  })();
  const acknowledged = await send(dev, options);
  await coming;
  const last = await listen(dev, (id) => seen.set(id, (seen.get(id) ?? 0) + 1), cursor);
  await sleep(3_000);
  last.close();
  const counts = [...acknowledged.keys()].map((id) => seen.get(id) ?? 0);
  return [
    String(connections + 1),
    String(counts.length),
    String(counts.filter((n) => n === 0).length),
    String(counts.filter((n) => n > 1).length),
  ];
}

/** `npm run bench -- live`: the feed as a program on the socket sees it, on the local runtime, its proxy included. */
export async function benchLive(options: LiveOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "headwater-bench-"));
  const dev = await startDev(folder, [process.execPath, "scripts/dev.ts"]);
  try {
    const one = await latency(dev, 1, options);
    const many = await latency(dev, 500, options);
    const back = await reconnecting(dev, options);
    const targets = [one, many].flatMap(([sockets = "", , median, , p99]) => [
      {
        what: `acknowledged → on the socket, median, ${sockets} sockets`,
        value: Number(median),
        limit: 250,
        bound: "≤" as const,
        unit: " ms",
      },
      { what: `the same, p99, ${sockets} sockets`, value: Number(p99), limit: 1_000, bound: "≤" as const, unit: " ms" },
    ]);
    const text = [
      "# Live: acknowledged → on the socket",
      machine(),
      `${options.perSecond} events a second for ${options.seconds} s, one a request, through the local runtime and its proxy; the senders, the listeners and workerd share the machine's cores.`,
      table([["sockets", "events", "median ms", "p90", "p99", "max", "lost", "twice"], one, many]),
      "## Going and coming back with the cursor, during the same traffic",
      table([["connections", "events", "lost", "twice"], back]),
      "Durable Object calls while nobody watches are counted by `npm run bench -- ingest`.",
      targetTable(targets),
    ].join("\n\n");
    publish("live", `${text}\n`, { one, many, back }, options.keep);
  } finally {
    await dev.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
