import { env, exports } from "cloudflare:workers";
import { vi } from "vitest";

/** What GET /api/events answers, as far as tests look. */
export interface StoredEvent {
  seq: number;
  messageId: string;
  type: string;
  timestamp: string;
  [field: string]: unknown;
}

const ORIGIN = "https://t.example";
const ADMIN = { authorization: "Bearer test-admin-token" };

/** A request to the Worker, as a client would make it. */
export const call = (
  path: string,
  init: RequestInit<IncomingRequestCfProperties> | RequestInit = {},
): Promise<Response> => exports.default.fetch(`${ORIGIN}${path}`, init);

/** A request to the admin API; throws what came back where that is no success. */
export async function admin<T>(path: string, init: { method?: string; body?: string } = {}): Promise<T> {
  const response = await call(path, { ...init, headers: ADMIN });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

export interface TestSource {
  id: number;
  writeKey: string;
}
export const createSource = (kind: "public" | "secret" = "secret", name = "Test"): Promise<TestSource> =>
  admin("/api/sources", { method: "POST", body: JSON.stringify({ name, kind }) });

export const basic = (writeKey: string): { authorization: string } => ({
  authorization: `Basic ${btoa(`${writeKey}:`)}`,
});

/** Posts a body to the tracking API: text as it is, anything else as JSON. */
export const post = (
  path: string,
  writeKey: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  call(path, {
    method: "POST",
    headers: { ...basic(writeKey), ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

async function allEvents(source: TestSource, query: string): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let cursor = "";
  do {
    const page: { events: StoredEvent[]; next: string | null } = await admin(
      `/api/events?source=${source.id}&limit=1000${query}${cursor}`,
    );
    found.push(...page.events);
    cursor = page.next === null ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  return found.toSorted((a, b) => a.seq - b.seq);
}

/** All events of a source in order of arrival, once there are at least `count` of them: the queue takes up to a second. */
export const storedEvents = (source: TestSource, count: number, query = "", timeout = 40_000): Promise<StoredEvent[]> =>
  vi.waitFor(
    async () => {
      const found = await allEvents(source, query);
      if (found.length < count) throw new Error(`${found.length} of ${count} events are stored`);
      return found;
    },
    { timeout, interval: 100 },
  );

/** How often each reason was counted for a source. */
export async function refusedReasons(source: { id: number }): Promise<Record<string, number>> {
  const { counts } = await admin<{ counts: { reason: string; count: number }[] }>(`/api/refused?source=${source.id}`);
  const sums: Record<string, number> = {};
  for (const { reason, count } of counts) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

export { env };
