import { setTimeout as sleep } from "node:timers/promises";
import { type Call, shop } from "./demo/shop.ts";

const A_BATCH = 100;
const STORED_WITHIN_MS = 60_000;

/** Sends a shop's past to a Headwater, as fast as it takes it, and waits until it is stored. Throws where it isn't. */
export async function fillShop(
  url: string,
  writeKey: string,
  { events, days, seed }: { events: number; days: number; seed: number },
): Promise<void> {
  await sendCalls(url, writeKey, [...shop(seed).history({ events, days, until: Date.now() - 60_000 })]);
  await quiet(url);
}

/** As a customer's server says it: so the place of a call is its visitor's, not that of this machine. */
const library = { name: "@segment/analytics-node", version: "3.1.0" };

/** Sends calls, a hundred a request. Throws where one is not taken. */
export async function sendCalls(url: string, writeKey: string, calls: readonly Call[]): Promise<void> {
  const authorization = `Basic ${btoa(`${writeKey}:`)}`;
  for (let at = 0; at < calls.length; at += A_BATCH) {
    const batch = calls.slice(at, at + A_BATCH).map((call) => ({ ...call, context: { ...call.context, library } }));
    const response = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ batch }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

/** Waits until nothing has been stored for a while: then the queue is empty. */
async function quiet(url: string): Promise<void> {
  const deadline = Date.now() + STORED_WITHIN_MS;
  let last = "";
  let since = Date.now();
  while (Date.now() - since < 3_000) {
    if (Date.now() > deadline) throw new Error("events were still being stored after a minute");
    const { lastStoredAt } = (await (await fetch(`${url}/health`)).json()) as { lastStoredAt: string | null };
    if (lastStoredAt !== last) {
      last = lastStoredAt ?? "";
      since = Date.now();
    }
    await sleep(200);
  }
}
