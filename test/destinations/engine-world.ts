import { afterEach, beforeEach, vi } from "vitest";
import { outside } from "../support/worker.ts";
import { admin, createSource, post, type TestSource } from "../support/world.ts";

export interface TestConnection {
  id: number;
  state: string;
  settings: Record<string, unknown>;
  secretsSet: string[];
  subscriptions: { id: number; name: string; action: string }[];
  problem: { message: string } | null;
}
export interface Health {
  state: string;
  lastError: { message: string } | null;
  nextTryAt: string | null;
  waiting: { events: number; retries: number };
  deadLetters: number;
  hours: Record<"received" | "filtered" | "delivered" | "rejected" | "retried" | "latencyMostMs", number>[];
  samples: { url: string; requestHeaders: Record<string, string>; requestBody: string; status: number | null }[];
}

export const connect = (host: string, more: Record<string, unknown> = {}): Promise<TestConnection> =>
  admin("/api/connections", {
    method: "POST",
    body: JSON.stringify({ destination: "webhook", settings: { url: `https://${host}/in` }, ...more }),
  });

export const change = (id: number, body: Record<string, unknown>): Promise<TestConnection> =>
  admin(`/api/connections/${id}`, { method: "PATCH", body: JSON.stringify(body) });

export const remove = (id: number): Promise<unknown> => admin(`/api/connections/${id}`, { method: "DELETE" });

export const health = (id: number): Promise<Health> => admin(`/api/connections/${id}/health`);

/** Waits until a check holds, as long as a busy machine may take. */
export const until = <T>(check: () => T | Promise<T>, timeout = 30_000): Promise<T> =>
  vi.waitFor(check, { timeout, interval: 50 });

/** Sends events in requests of a hundred; they are named by `names`. */
export async function send(
  source: TestSource,
  names: readonly string[],
  more: Record<string, unknown> = {},
): Promise<void> {
  for (let at = 0; at < names.length; at += 100) {
    const batch = names.slice(at, at + 100).map((messageId, index) => ({
      type: "track",
      event: "Bought",
      userId: `u${(at + index) % 37}`,
      messageId,
      properties: { index: at + index },
      ...more,
    }));
    const response = await post("/v1/batch", source.writeKey, { batch });
    if (!response.ok) throw new Error(await response.text());
  }
}

export { createSource };

/** messageIds in the body of a webhook, whichever of its two actions sent it. */
export function messageIdsIn(body: string): string[] {
  const parsed = JSON.parse(body) as { messageId: string } | { messageId: string }[];
  return [parsed].flat().map(({ messageId }) => messageId);
}

/** A receiver that remembers how often it took each messageId, by host. */
export function createReceiver() {
  const taken = new Map<string, Map<string, number>>();
  const behaviours = new Map<string, (ids: string[], request: Request) => Response | Promise<Response>>();
  const takenFirst = new Set<string>();
  const take = (host: string, ids: readonly string[]) => {
    const counts = taken.get(host) ?? new Map<string, number>();
    taken.set(host, counts);
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  return {
    taken: (host: string): Map<string, number> => taken.get(host) ?? new Map<string, number>(),
    /** How a host answers; what it answers with a status under 300 it has taken. */
    behave: (host: string, answer: (ids: string[], request: Request) => Response | Promise<Response>) =>
      void behaviours.set(host, answer),
    /** This one takes what it gets before it answers, so that nobody knows who never sees the answer. */
    takeFirst: (host: string) => void takenFirst.add(host),
    async answer(request: Request): Promise<Response> {
      const { host } = new URL(request.url);
      const ids = messageIdsIn(await request.clone().text());
      if (takenFirst.has(host)) take(host, ids);
      const response = await (behaviours.get(host)?.(ids, request) ?? new Response("ok"));
      if (response.status < 300 && !takenFirst.has(host)) take(host, ids);
      return response;
    },
  };
}

/** For a file of tests: a receiver of its own for each, and connections that go with the test that made them. */
export function eachWithReceiver() {
  let receiver = createReceiver();
  const made: number[] = [];
  beforeEach(() => {
    receiver = createReceiver();
    outside.answer = (request) => receiver.answer(request);
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await remove(id);
  });
  return {
    get receiver() {
      return receiver;
    },
    async connected(...given: Parameters<typeof connect>): Promise<TestConnection> {
      const connection = await connect(...given);
      made.push(connection.id);
      return connection;
    },
  };
}
