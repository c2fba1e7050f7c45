import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { startDev } from "../test/support/dev-process-e2e.ts";
import { benchAudiences } from "./audience-definitions.ts";
import { costsReport, type Measured } from "./costs-report.ts";
import { populationEvents } from "./population.ts";
import type { SyntheticEvent } from "./events.ts";
import { trackCall } from "./wire.ts";

const Status = z.object({
  database: z.object({ bytes: z.number() }),
  cost: z.object({ soFar: z.object({ lines: z.array(z.object({ what: z.string(), quantity: z.number() })) }) }),
});

/** What was done up to a moment: quantities that are billed, by name, and what else is counted. */
type Snapshot = Record<string, number>;

/** How full the consumer's batches are: one request at a time, or all at once. */
const SPARSE_REQUESTS = 25;
const LONGER_THAN_A_BATCH_WAITS_MS = 1_600;

/**
 * Runs the whole product on the local runtime, sends it traffic in different ways, and takes the product's own counts
 * (GET /api/status, GET /metrics) before and after. A look itself costs something, which is measured and taken off.
 */
export async function benchCosts({ events, keep }: { events: number; keep: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-costs-"));
  let received = 0;
  const sink = createServer((request, response) => {
    request.resume().on("end", () => {
      received += 1;
      response.end("{}");
    });
  }).listen(0, "localhost");
  await once(sink, "listening");
  const dev = await startDev(folder, [process.execPath, "scripts/dev.ts"]);
  const { url, adminToken, writeKey } = dev.address;
  const source = populationEvents(1_000_000);
  const take = (count: number): SyntheticEvent[] =>
    Array.from({ length: count }, () => source.next().value).filter((event) => event !== undefined);

  const admin = async (path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  };
  const look = async (): Promise<Snapshot> => {
    const { database, cost } = Status.parse(JSON.parse(await admin("/api/status")));
    const metrics = await admin("/metrics");
    const metric = (line: RegExp): number =>
      [...metrics.matchAll(line)].reduce((sum, [, value]) => sum + Number(value), 0);
    return {
      ...Object.fromEntries(cost.soFar.lines.map(({ what, quantity }) => [what, quantity])),
      bytes: database.bytes,
      events: metric(/^headwater_events_stored_total\{[^}]*\} (\S+)$/gm),
      batches: metric(/^headwater_batches_total (\S+)$/gm),
      behind: metric(/^headwater_audiences_behind_events (\S+)$/gm),
      waiting: metric(/^headwater_deliveries_waiting\{[^}]*\} (\S+)$/gm),
    };
  };
  /** When everything that follows from what was sent is done; and how often was looked until then. */
  const quiet = async (wanted: number): Promise<{ after: Snapshot; looks: number }> => {
    for (let looks = 1; ; looks += 1) {
      await sleep(2_000);
      const now = await look();
      if ((now["events"] ?? 0) < wanted || now["behind"] !== 0 || now["waiting"] !== 0) continue;
      // Objects have what they counted written down within two seconds.
      await sleep(3_000);
      return { after: await look(), looks: looks + 1 };
    }
  };
  const minus = (a: Snapshot, b: Snapshot): Snapshot =>
    Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n - (b[key] ?? 0)]));
  const send = async (some: readonly SyntheticEvent[]): Promise<void> => {
    const body = { batch: some.map((event) => trackCall(event, "browser")), sentAt: new Date().toISOString() };
    const response = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  };
  const burst = async (count: number, perRequest: number): Promise<void> => {
    for (let left = count; left > 0;) {
      const requests = Array.from({ length: Math.min(50, Math.ceil(left / perRequest)) }, () => take(perRequest));
      await Promise.all(requests.map(send));
      left -= requests.length * perRequest;
    }
  };
  const oneByOne = async (requests: number, perRequest: number): Promise<void> => {
    for (let done = 0; done < requests; done += 1) {
      await send(take(perRequest));
      await sleep(LONGER_THAN_A_BATCH_WAITS_MS);
    }
  };

  const measured: Measured[] = [];
  const measure = async (what: Omit<Measured, "quantities">, run: () => Promise<void>): Promise<void> => {
    const first = await look();
    const before = await look();
    const ofLooking = minus(before, first);
    const began = Date.now();
    await run();
    const { after, looks } = await quiet((before["events"] ?? 0) + what.sent);
    const raw = minus(after, before);
    const quantities = Object.fromEntries(
      Object.entries(raw).map(([key, n]) => [key, Math.max(0, n - looks * (ofLooking[key] ?? 0))]),
    );
    measured.push({ ...what, quantities });
    process.stdout.write(
      `${what.destinations} destinations, ${what.audiences} audiences, ${what.perRequest} a request, ${what.way}: ${quantities["events"]} events in ${quantities["batches"]} batches, ${Math.round((Date.now() - began) / 1_000)} s\n`,
    );
  };
  try {
    // What is made once (dictionaries, the first of everything) is no running cost.
    await burst(500, 10);
    await quiet(500);
    for (const [destinations, audiences] of [
      [0, 0],
      [3, 0],
      [3, 4],
    ] as const) {
      if (destinations === 3 && audiences === 0) {
        const { port } = z.object({ port: z.number() }).parse(sink.address());
        for (let n = 0; n < 3; n += 1)
          await admin("/api/connections", {
            destination: "webhook",
            settings: { url: `http://localhost:${port}/in` },
            name: `Sink ${n}`,
          });
      }
      if (audiences > 0)
        for (const [n, where] of benchAudiences(audiences, 0).entries())
          await admin("/api/audiences", { name: `Audience ${n}`, where });
      // Until every isolate knows of them.
      await sleep(6_000);
      await quiet(0);
      for (const perRequest of [1, 10]) {
        await measure({ destinations, audiences, perRequest, way: "full", sent: events }, () =>
          burst(events, perRequest),
        );
      }
      await measure({ destinations, audiences, perRequest: 1, way: "sparse", sent: SPARSE_REQUESTS }, () =>
        oneByOne(SPARSE_REQUESTS, 1),
      );
    }
  } finally {
    await dev.stop();
    sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${received} requests came to the destinations\n`);
  costsReport(measured, keep);
}
