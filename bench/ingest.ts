import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unstable_readConfig as readConfig } from "wrangler";
import * as z from "zod";
import { type Burst, load } from "./load.ts";
import { countOperations, type Operations } from "./operations.ts";
import { buildWorker, cpuSecondsOf, type Server, startSink, startWorkerd } from "./processes.ts";
import { type Bursts, ingestReport, type IngestOptions, type VariantName, variantNames } from "./ingest-report.ts";
import { trackRequests } from "./requests.ts";
import { askSink } from "./sink-client.ts";
import { Bindings, workerdConfig } from "./worker-config.ts";

const WRITE_KEY = "bench_write_key";
const ACCEPTED = '{"success":true}';

/** Builds all Workers; returns the path of each one's workerd configuration. */
function build(directory: string, sink: Server) {
  const settings: unknown = readConfig({ config: fileURLToPath(new URL("../wrangler.toml", import.meta.url)) });
  const { compatibility_date: compatibilityDate } = z.object({ compatibility_date: z.string() }).parse(settings);
  const bindings = Bindings.parse(settings);
  const one = (name: string, args: string[], bound: Bindings | null): string => {
    const place = join(directory, name);
    const modules = buildWorker(place, args);
    const path = join(place, "config.capnp");
    writeFileSync(path, workerdConfig({ modules, compatibilityDate }, bound, sink.port));
    return path;
  };
  const floor = ["--config", "bench/worker/floor.wrangler.toml"];
  const real = one("headwater", [], bindings);
  const withoutObjects = { ...bindings, durable_objects: { bindings: [] } };
  return {
    bare: one("bare", ["bench/worker/floor-bare.ts", ...floor], null),
    hono: one("hono", ["bench/worker/floor-hono.ts", ...floor], null),
    queue: one("queue", ["bench/worker/floor-queue.ts", ...floor], withoutObjects),
    one: real,
    twenty: real,
    counted: one("counted", ["bench/worker/counted.ts"], bindings),
  };
}

/** One burst against a fresh process. Throws where an answer was wrong, or where the queue got not exactly what was acknowledged. */
async function measure(
  name: VariantName,
  configPath: string,
  requests: Buffer[],
  sink: Server,
  options: IngestOptions,
): Promise<Burst> {
  const server = await startWorkerd(configPath);
  try {
    await askSink(sink);
    const cpuSeconds = () => cpuSecondsOf(server.pid);
    const warmUp = await load({ port: server.port, requests, seconds: options.warmUpSeconds, expectedBody: ACCEPTED });
    const burst = await load({
      port: server.port,
      requests,
      seconds: options.seconds,
      expectedBody: ACCEPTED,
      cpuSeconds,
    });
    const failed = warmUp.failed + burst.failed;
    if (failed > 0)
      throw new Error(`${name}: ${failed} wrong answers, the first: ${warmUp.firstFailure ?? burst.firstFailure}`);
    if (name !== "bare" && name !== "hono") {
      const queued = (await askSink(sink)).messages["EVENTS"] ?? 0;
      const acknowledged = warmUp.answered + burst.answered;
      if (queued !== acknowledged)
        throw new Error(`${name}: ${acknowledged} requests acknowledged, ${queued} messages in the queue`);
    }
    return burst;
  } finally {
    await server.stop();
  }
}

/**
 * CPU, rate and platform operations of the ingest path beside an empty handler and beside Hono, in the same runtime.
 * Bursts are interleaved, in reversed order every other round, so that a neighbour on the machine troubles all alike.
 */
export async function benchIngest(options: IngestOptions): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-ingest-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const sink = await startSink(WRITE_KEY);
  try {
    process.stdout.write("building the Workers\n");
    const paths = build(directory, sink);
    const single = trackRequests(WRITE_KEY, 1, 240);
    const batch = trackRequests(WRITE_KEY, 20, 60);
    const bursts: Bursts = { bare: [], hono: [], queue: [], one: [], twenty: [] };
    for (let round = 0; round < options.rounds; round++) {
      for (const name of round % 2 === 0 ? variantNames : variantNames.toReversed()) {
        const burst = await measure(name, paths[name], name === "twenty" ? batch : single, sink, options);
        bursts[name].push(burst);
        const cpu = Math.round((burst.cpuSeconds / burst.requests) * 1e6);
        process.stdout.write(
          `round ${round + 1}/${options.rounds} ${name}: ${cpu} µs CPU, ${Math.round(burst.requests / burst.seconds)} requests/s\n`,
        );
      }
    }
    const operations: Operations[] = [];
    for (const size of [1, 10, 20]) {
      operations.push(await countOperations(paths.counted, trackRequests(WRITE_KEY, size, 60), size, sink, ACCEPTED));
    }
    ingestReport(options, bursts, operations);
  } finally {
    await sink.stop();
  }
}
