import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { adminApi } from "./admin-api.ts";

const Plan = z.object({ events: z.array(z.looseObject({ kind: z.string(), name: z.string(), schema: z.unknown() })) });

/** A tracking plan in use: proposed from a shop's events, two of them in force, and a site that does something else since. */
export async function planScene(url: string, writeKey: string, api: ReturnType<typeof adminApi>): Promise<void> {
  await api.post("/api/tracking-plan/generate", {});
  const { events } = Plan.parse(await api.get("/api/tracking-plan"));
  for (const [name, enforcement] of [
    ["Order Completed", "quarantine"],
    ["Product Added", "omit"],
  ]) {
    const event = events.find((one) => one.name === name);
    if (event)
      await api.put("/api/tracking-plan/event", { event: { kind: "track", name, enforcement, schema: event.schema } });
  }
  const calls = ["Order Completed", "Product Added"].flatMap((event) =>
    Array.from({ length: 4 }, (_, n) => ({
      type: "track",
      event,
      userId: `ada-${n}`,
      properties: { product_id: 17 + n, price: `${n + 12},50 €`, quantity: n },
    })),
  );
  const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}` };
  const response = await fetch(`${url}/v1/batch`, { method: "POST", headers, body: JSON.stringify({ batch: calls }) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  await sleep(3_000);
}
