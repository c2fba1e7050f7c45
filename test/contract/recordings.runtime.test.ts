import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { admin, call, refusedReasons, storedEvents, type StoredEvent, type TestSource } from "../support/world.ts";

/** One request as a real client library sent it. */
interface Recording {
  client: string;
  version: string;
  label: string;
  seq: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Record<string, unknown>;
}

const files: Record<string, string> = import.meta.glob("./recordings/*.jsonl", {
  query: "?raw",
  import: "default",
  eager: true,
});
const recordings = Object.values(files).flatMap((text) =>
  text
    .trim()
    .split("\n")
    .map((line): Recording => JSON.parse(line)),
);

let source: TestSource;
beforeAll(async () => {
  source = await admin("/api/sources", {
    method: "POST",
    body: JSON.stringify({ name: "Recorded", kind: "public", writeKey: "wk_test_123" }),
  });
});

const send = ({ method, path, headers, body }: Recording): Promise<Response> => {
  const { "content-length": _, ...sent } = headers;
  const text = body === undefined ? null : JSON.stringify(body);
  return call(path, {
    method,
    headers: sent,
    body: text !== null && headers["content-encoding"] === "gzip" ? gzipSync(text) : text,
  });
};

const eventsOf = ({ method, path, body }: Recording): Record<string, unknown>[] => {
  // /v1/m carries the library's own metrics, which are no events.
  if (method !== "POST" || body === undefined || path.endsWith("/m")) return [];
  return /\/(b|batch|import)$/.test(path) ? (body["batch"] as Record<string, unknown>[]) : [body];
};

it.each(
  recordings.map(
    (recording) =>
      [
        `${recording.client} ${recording.version} ${recording.label} #${recording.seq}: ${recording.method} ${recording.path}`,
        recording,
      ] as const,
  ),
)("%s is answered as its library needs", async (_, recording) => {
  const response = await send(recording);
  if (recording.method === "OPTIONS") {
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toBe(
      recording.headers["access-control-request-headers"],
    );
  } else {
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    if (recording.method === "POST") expect(await response.text()).toBe('{"success":true}');
  }
  if (recording.headers["origin"] !== undefined)
    expect(response.headers.get("access-control-allow-origin")).toBe(recording.headers["origin"]);
});

it("stored each recorded event once, as it was said, and refused none", async () => {
  // A retry differs from the first try in sentAt and _metadata; the first one counts.
  const sent = new Map(
    recordings
      .flatMap(eventsOf)
      .toReversed()
      .map((event) => [event["messageId"] as string, event]),
  );
  expect(sent.size).toBeGreaterThan(60);
  const stored = await storedEvents(source, sent.size);
  expect(stored).toHaveLength(sent.size);
  const refused = await refusedReasons(source);
  // Libraries that were answered with a fault when recorded sent the same messageIds again: duplicates, nothing else.
  expect(Object.keys(refused).filter((reason) => reason !== "duplicate")).toEqual([]);
  for (const event of stored) expectSame(event, sent.get(event.messageId) ?? {});
});

function expectSame(stored: StoredEvent, sent: Record<string, unknown>): void {
  const present = (value: unknown) =>
    typeof value === "number" ? String(value) : value === null || value === "" ? undefined : value;
  for (const id of ["userId", "anonymousId", "groupId", "previousId"]) expect(stored[id], id).toBe(present(sent[id]));
  if (stored.type === "track") expect(stored["event"]).toBe(sent["event"]);
  expect(stored["name"]).toBe(present(sent["name"]));
  const map = (value: unknown) => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {});
  expect(stored["properties"]).toEqual(map(sent["properties"]));
  const context: Record<string, unknown> = map(sent["context"]) as Record<string, unknown>;
  expect(stored["traits"]).toEqual(map(sent["traits"] ?? (stored.type === "identify" ? context["traits"] : {})));
  const { writeKey: _, ...original } = sent;
  // Everything the client said can be had again, less the write key.
  expect(stored["original"]).toMatchObject(
    Object.fromEntries(Object.entries(original).filter(([key]) => key !== "context")),
  );
}

it("stamps the browser's events with what a browser shows, and a server's with nothing of the server", async () => {
  const stored = await storedEvents(source, 60);
  const browser = stored.filter(
    (event) => (event["context"] as { library?: { name?: string } }).library?.name === "analytics.js",
  );
  expect(browser.length).toBeGreaterThan(5);
  for (const event of browser)
    expect(event).toMatchObject({ side: "client", os: "Linux", referringDomain: expect.anything() });
  expect(browser[0]).toMatchObject({
    utmSource: "news",
    utmMedium: "email",
    utmCampaign: "spring sale",
    channel: "email",
  });
  const server = stored.filter((event) => event["side"] === "server");
  expect(server.length).toBeGreaterThan(30);
  for (const event of server) expect([event["bot"], event["city"]]).toEqual([null, null]);
});

it("dates an event of 2020 in 2020, whatever the delay of its request", async () => {
  const stored = await storedEvents(source, 60);
  const backdated = stored.filter(
    (event) => event["event"] === "Backdated" && String(event["originalTimestamp"]).startsWith("2020"),
  );
  expect(backdated.length).toBeGreaterThan(0);
  for (const { timestamp } of backdated) expect(timestamp).toMatch(/^2020-02-02/);
});
