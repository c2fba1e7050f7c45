import * as z from "zod";
import type { Server } from "./processes.ts";

export const SinkCounts = z.object({
  /** Messages by queue binding. */
  messages: z.record(z.string(), z.number()),
  /** The same in billed units: one per begun 64 KB of a message. */
  chunks: z.record(z.string(), z.number()),
  queries: z.number(),
});
export type SinkCounts = z.infer<typeof SinkCounts>;

/** What arrived at the sink since the last ask. */
export async function askSink(sink: Server): Promise<SinkCounts> {
  const response = await fetch(`http://127.0.0.1:${sink.port}/counts`);
  return SinkCounts.parse(await response.json());
}
