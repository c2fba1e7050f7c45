import { setTimeout as sleep } from "node:timers/promises";

export interface Destination {
  url: string;
  writeKey: string;
  /** False: as if it happened now. What is forwarded and who is told follows it. */
  historical: boolean;
  /** Events a second at most. */
  rate: number;
  /** Told why it waits. */
  says: (what: string) => void;
}

/** Takes calls as JSON. Resolves when they were acknowledged: they can't be lost then. Throws `Rejected`. */
export type Send = (calls: readonly string[]) => Promise<void>;

/** The tracking API said no for good; nothing of the batch was taken. */
export class Rejected extends Error {}

const TRIES = 12;
const LONGEST_PAUSE_MS = 60_000;

/** Sends batches one after the other, no faster than asked; waits as long as it is asked to. */
export function createSending({ url, writeKey, historical, rate, says }: Destination): Send {
  const address = new URL("/v1/batch", url);
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
  let freeAt = performance.now();
  return async (calls) => {
    await sleep(Math.max(0, freeAt - performance.now()));
    freeAt = Math.max(freeAt, performance.now() - 1_000) + (calls.length / rate) * 1_000;
    const body = `{${historical ? '"historicalMigration":true,' : ""}"batch":[${calls.join(",")}]}`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post(address, authorization, body);
      if (answer === null) {
        if (attempt >= TRIES) throw new Error(`${url} does not answer`);
        says("no answer, trying again");
      } else if (answer.status === 200) return;
      else if (answer.status !== 429 && answer.status < 500)
        throw new Rejected(`${url} says no (${answer.status}): ${answer.text}`);
      else if (attempt >= TRIES) throw new Error(`${url} answers ${answer.status}: ${answer.text}`);
      else says(`asked to wait (${answer.status})`);
      await sleep(answer?.waitMs ?? Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempt));
    }
  };
}

async function post(url: URL, authorization: string, body: string) {
  try {
    const headers = { authorization, "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body });
    const text = await response.text();
    const after = Number(response.headers.get("retry-after") ?? Number.NaN);
    return { status: response.status, text, waitMs: Number.isFinite(after) && after > 0 ? after * 1_000 : null };
  } catch (error) {
    // fetch says so where nothing answered.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
