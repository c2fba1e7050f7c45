import * as z from "zod";
import { load } from "./load.ts";
import { type Server, startWorkerd } from "./processes.ts";
import { askSink } from "./sink-client.ts";

/** What a number of requests asked of the platform. */
export interface Operations {
  eventsPerRequest: number;
  requests: number;
  /** Messages into EVENTS, and the units of 64 KB they are billed by. */
  queueMessages: number;
  queueChunks: number;
  d1Queries: number;
  durableObjectCalls: number;
  limiterCalls: number;
}

/** Drives the counted build for a second, waits for what it does after its answers, and adds up. */
export async function countOperations(
  configPath: string,
  requests: Buffer[],
  eventsPerRequest: number,
  sink: Server,
  expectedBody: string,
): Promise<Operations> {
  const server = await startWorkerd(configPath);
  try {
    await askSink(sink);
    const burst = await load({ port: server.port, requests, seconds: 1, connections: 8, expectedBody });
    if (burst.failed > 0) throw new Error(`${burst.failed} wrong answers, the first: ${burst.firstFailure}`);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const outside = await askSink(sink);
    const told = await fetch(`http://127.0.0.1:${server.port}/bench/calls`);
    const inside = z.record(z.string(), z.number()).parse(await told.json());
    const { SOURCE_LIMIT = 0, ADDRESS_LIMIT = 0, ...objects } = inside;
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
    return {
      eventsPerRequest,
      requests: burst.answered,
      queueMessages: sum(outside.messages),
      queueChunks: sum(outside.chunks),
      d1Queries: outside.queries,
      durableObjectCalls: sum(objects),
      limiterCalls: SOURCE_LIMIT + ADDRESS_LIMIT,
    };
  } finally {
    await server.stop();
  }
}
