import type { DeliveredEvent } from "#destinations/contract.ts";
import { hex, sha256, utf8 } from "#core/encoding.ts";

/** One id for these events in this order: an idempotency key for a request that carries them all. 32 hexadecimal digits. */
export async function batchId(events: readonly Pick<DeliveredEvent, "id">[]): Promise<string> {
  return hex(await sha256(utf8(JSON.stringify(events.map((event) => event.id))))).slice(0, 32);
}
