import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HOUR_MS, systemClock } from "#core/clock.ts";
import { addOperations } from "#core/add-operations.ts";
import { foldOperations } from "#operations/fold.ts";
import { admin, call, createSource, post, storedEvents, type TestSource } from "../support/world.ts";
import { connect } from "../destinations/engine-world.ts";
import { automate, clockWorld } from "../automations/clock-world.ts";
import { messaging, outside } from "../support/worker.ts";
import type { Status } from "#operations/status.ts";
import { health, type HealthSettings } from "#store/health.ts";
import { type ParsedMetric, parseExposition } from "./parse-exposition.ts";

const ADMIN = { authorization: "Bearer test-admin-token" };
const nobody = outside.answer;
const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines.length = 0;
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((text: string) => void lines.push(JSON.parse(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  outside.answer = nobody;
});

async function scrape(): Promise<Map<string, ParsedMetric>> {
  const response = await call("/metrics", { headers: ADMIN });
  expect({ status: response.status, lines: response.ok ? [] : lines }).toEqual({ status: 200, lines: [] });
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return parseExposition(await response.text());
}
const value = (metrics: Map<string, ParsedMetric>, name: string, labels: Record<string, string> = {}): number => {
  const samples = metrics.get(`headwater_${name}`)?.samples ?? [];
  return samples.find((one) => Object.entries(labels).every(([key, text]) => one.labels[key] === text))?.value ?? 0;
};
const track = (n: number, prefix: string) => ({
  type: "track",
  event: "Seen",
  userId: `user-${n}`,
  messageId: `${prefix}-${n}`,
});
const batch = (source: TestSource, count: number, prefix: string) =>
  post("/v1/batch", source.writeKey, { batch: Array.from({ length: count }, (_, n) => track(n, prefix)) });

it("counts exactly what was done, and never downwards", async () => {
  const source = await createSource();
  const label = { source: String(source.id) };
  const before = await scrape();
  await batch(source, 7, "a");
  await batch(source, 7, "a");
  await batch(source, 5, "b");
  await post("/v1/batch", source.writeKey, { batch: [{ type: "track", userId: "u" }] });
  await storedEvents(source, 12);
  const after = await vi.waitFor(async () => {
    const now = await scrape();
    expect(value(now, "messages_total") - value(before, "messages_total")).toBe(4);
    return now;
  });
  const grown = (name: string, labels: Record<string, string> = {}) =>
    value(after, name, labels) - value(before, name, labels);
  expect(grown("events_stored_total", label)).toBe(12);
  expect(grown("events_duplicate_total")).toBe(7);
  expect(grown("events_refused_total", { reason: "duplicate" })).toBe(7);
  expect(after.get("headwater_events_refused_total")?.samples.map(({ labels }) => labels["reason"])).toContain(
    "event_not_defined",
  );
  const waited = (metrics: typeof after) =>
    metrics.get("headwater_queue_wait_seconds")?.samples.find(({ name }) => name.endsWith("_count"))?.value ?? 0;
  expect(waited(after) - waited(before)).toBe(4);
  expect(value(after, "database_bytes")).toBeGreaterThan(100_000);
  // What the batches say of themselves in the log is what is counted.
  const said = lines.filter(({ what }) => what === "appended");
  const written = said.reduce((sum, { rowsWritten }) => sum + Number(rowsWritten), 0);
  expect(grown("rows_total", { operation: "written" })).toBeGreaterThanOrEqual(written);
  expect(said.reduce((sum, { events }) => sum + Number(events), 0)).toBe(12);
  expect(grown("batches_total")).toBe(said.length);
  for (const { name, type, samples } of before.values())
    if (type === "counter")
      for (const sample of samples)
        expect(value(after, name.slice(10), sample.labels)).toBeGreaterThanOrEqual(sample.value);
});

it("adds up hours to days and days to one row, and loses no count and no moment", async () => {
  const before = await scrape();
  const now = Date.now();
  const hours = [0, 1, 47, 49, 50, 75, 24 * 61, 24 * 63, 24 * 63 + 1, 24 * 400];
  for (const ago of hours)
    await addOperations(env.DB, { "calls.fold": 1, [`calls.fold${ago}`]: 2 }, now - ago * HOUR_MS).run();
  await addOperations(env.DB, {}, now - 80 * HOUR_MS, { at: now - 80 * HOUR_MS, oldestMs: 5 }).run();
  for (let round = 0; round < 3; round += 1) await foldOperations(env.DB, now);
  const after = await scrape();
  expect(value(after, "object_calls_total", { class: "fold" })).toBe(hours.length);
  for (const ago of hours) expect(value(after, "object_calls_total", { class: `fold${ago}` })).toBe(2);
  expect(value(after, "batches_total")).toBe(value(before, "batches_total"));
  const rows = await env.DB.prepare("SELECT span, count(*) AS n FROM operations GROUP BY span ORDER BY span").all();
  expect(rows.results).toEqual([
    { span: "day", n: expect.any(Number) as number },
    { span: "ever", n: 1 },
    { span: "hour", n: 3 },
  ]);
  await env.DB.prepare("DELETE FROM operations").run();
});

it("counts deliveries by what became of them, and logs a line each", async () => {
  const source = await createSource();
  let refuses = false;
  outside.answer = async () => new Response("", { status: refuses ? 400 : 200 });
  const { id } = await connect("receiver.example.com");
  const connection = String(id);
  await batch(source, 3, "d");
  const delivered = () => scrape().then((now) => value(now, "deliveries_total", { connection, outcome: "delivered" }));
  await vi.waitFor(async () => expect(await delivered()).toBe(3), { timeout: 20_000 });
  refuses = true;
  await batch(source, 2, "e");
  await vi.waitFor(
    async () => expect(value(await scrape(), "deliveries_total", { connection, outcome: "rejected" })).toBe(2),
    { timeout: 20_000 },
  );
  const now = await scrape();
  expect(value(now, "deliveries_dead", { connection })).toBe(2);
  expect(value(now, "connection_up", { connection })).toBe(1);
  expect(value(now, "object_calls_total", { class: "sender" })).toBeGreaterThan(0);
  const told = lines.filter((line) => line["what"] === "delivery" && line["connection"] === id);
  expect(told.reduce((sum, line) => sum + Number(line["delivered"]), 0)).toBe(3);
  expect(told.reduce((sum, line) => sum + Number(line["rejected"]), 0)).toBe(2);

  const status = await admin<Status>("/api/status");
  expect(status.word).toBe("look");
  expect(status.findings.map(({ key }) => key)).toContain(`destination ${id} refused`);
  expect(status.connections.find((one) => one.id === id)).toMatchObject({ delivered: 3, rejected: 2, deadLetters: 2 });
  await admin(`/api/connections/${id}`, { method: "DELETE" });
});

it("is for those who may operate, and says nothing to others", async () => {
  for (const path of ["/metrics", "/api/metrics", "/api/status"]) {
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      const response = await call(path, { headers });
      expect([path, response.status]).toEqual([path, 401]);
    }
  }
});

it("reckons the month from what was counted", async () => {
  await env.DB.prepare("DELETE FROM operations").run();
  await addOperations(
    env.DB,
    { "requests.tracking": 2_000_000, chunks: 2_000_000, "rows.written": 60_000_000 },
    Date.now(),
  ).run();
  const { cost } = await admin<Status>("/api/status");
  const line = (what: string) => cost.soFar.lines.find((one) => one.what === what);
  expect(line("Queue operations")).toMatchObject({ quantity: 6_000_000, counted: true });
  expect(line("Queue operations")?.listPrice).toBeCloseTo(2.4, 6);
  expect(line("Queue operations")?.aboveIncluded).toBeCloseTo(2, 6);
  expect(line("D1 rows written")?.aboveIncluded).toBeCloseTo(10, 3);
  expect(line("Worker processor time")).toMatchObject({ counted: false });
  expect(cost.projected.aboveIncluded).toBeGreaterThanOrEqual(cost.soFar.aboveIncluded);
  await env.DB.prepare("DELETE FROM operations").run();
});

it("puts no secret, key, address or person into the log of a whole run", async () => {
  const source = await createSource("secret");
  const planted = {
    email: "ada.lovelace@example.com",
    ip: "203.0.113.77",
    ipv6: "2001:db8:85a3::8a2e:370:7334",
    webhook: "T00000000PLANTED/B0001",
    password: "correct-horse-battery-1",
    admin: "test-admin-token",
  };
  outside.answer = () =>
    Promise.reject(
      new TypeError(
        `no answer from https://hooks.example.com/${planted.webhook}?k=${planted.password} for ${planted.email} at ${planted.ip}`,
      ),
    );
  const { id } = await connect("hooks.example.com", {
    settings: { url: `https://hooks.example.com/${planted.webhook}` },
  });
  const headers = { "cf-connecting-ip": planted.ip, "x-forwarded-for": planted.ipv6 };
  const about = {
    type: "identify",
    userId: planted.email,
    traits: { email: planted.email, password: planted.password },
  };
  await post(
    "/v1/batch",
    source.writeKey,
    { batch: [about, track(1, "log"), { type: "track", event: 5, context: { ip: planted.ipv6 } }] },
    headers,
  );
  await call(
    `/v1/pixel/track?data=${btoa(JSON.stringify({ writeKey: source.writeKey, event: "P", userId: planted.email }))}`,
  );
  await call(`/v1/${source.writeKey}.js`);
  await call("/v1/t", { method: "POST", body: `{"writeKey":"${source.writeKey}",`, headers });
  await call("/api/session", { method: "POST", body: JSON.stringify({ token: planted.password }) });
  await storedEvents(source, 2);
  await call(`/api/people/${encodeURIComponent(planted.email)}`, { headers: ADMIN });
  await call(`/api/events?user=${encodeURIComponent(planted.email)}&token=${planted.admin}`, { headers: ADMIN });
  await vi.waitFor(() => expect(lines.some((line) => line["what"] === "delivery")).toBe(true), { timeout: 20_000 });
  await admin(`/api/connections/${id}`, { method: "DELETE" });
  const whats = new Set(lines.map(({ what }) => what));
  for (const what of ["request", "appended", "delivery"]) expect(whats).toContain(what);
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  for (const secret of [...Object.values(planted), source.writeKey]) expect(text).not.toContain(secret);
  const routes = lines.filter(({ what }) => what === "request").map(({ route }) => route);
  expect(routes).toContain("/v1/batch");
  expect(routes).toContain("/api/people/:id");
  for (const line of lines)
    if (line["what"] === "request")
      expect(line).toMatchObject({ status: expect.any(Number) as number, ms: expect.any(Number) as number });
});

it("tells the team of each thing that is not well once, and again only after it was well", async () => {
  const world = await clockWorld();
  const start = world.now;
  await env.DB.prepare("DELETE FROM operations").run();
  await automate({
    name: "Headwater",
    when: { operation: { silentHours: null } },
    do: [
      {
        email: "team",
        to: ["team@example.com"],
        subject: "{{ operation.findings.size }}",
        body: "{{ operation.text }}",
      },
    ],
  });
  const bury = (id: string) =>
    env.DB.prepare(
      "INSERT INTO dead_letters (queue, message_id, buried_at, reason, body) VALUES ('events', ?1, 0, 'r', '')",
    )
      .bind(id)
      .run();
  const said = async (minutes: number): Promise<string[]> => {
    const before = world.mails().length;
    await world.ring(start + minutes * 60_000);
    return world
      .mails()
      .slice(before)
      .map(({ text }) => text);
  };
  expect(await said(5)).toEqual([]);
  await bury("one");
  expect((await said(10)).join()).toContain("1 message could not be stored.");
  await bury("two");
  expect(await said(15)).toEqual([]);
  // A second thing is said, without the first.
  await createSource();
  const { id } = await connect("alert.example.com");
  await env.DB.prepare("UPDATE connections SET stopped = 'The key was refused.', stopped_at = 0 WHERE id = ?1")
    .bind(id)
    .run();
  const [second = ""] = await said(20);
  expect(second).toContain("The key was refused.");
  expect(second).not.toContain("could not be stored");
  await env.DB.prepare("UPDATE dead_letters SET replayed_at = 1").run();
  expect(await said(25)).toEqual([]);
  await bury("three");
  expect((await said(30)).join()).toContain("1 message could not be stored.");
  messaging.clock = systemClock;
});

it("answers /health to anybody: how it is, what is wrong, and nothing else", async () => {
  await env.DB.prepare("DELETE FROM dead_letters").run();
  const ask = async (settings: Partial<HealthSettings> = {}) => {
    const response = await health(env.DB, { ...env, ...settings });
    return { code: response.status, ...(await response.json<{ status: string; wrong: string[] }>()) };
  };
  expect(await ask()).toMatchObject({ code: 200, status: "ok", wrong: [] });
  expect(await ask({ CREDENTIALS_KEY: "" })).toMatchObject({ code: 503, status: "down" });
  expect(await ask({ DATABASE_LIMIT_BYTES: "1000" })).toMatchObject({ code: 200, status: "attention" });
  await addOperations(env.DB, {}, Date.now(), { at: Date.now(), oldestMs: 16 * 60_000 }).run();
  expect((await ask()).wrong).toEqual(["the last events that were stored had waited over 15 minutes"]);
  await env.DB.prepare("DELETE FROM operations").run();
  const response = await call("/health");
  expect(Object.keys(await response.json<object>()).toSorted()).toEqual(["lastStoredAt", "status", "wrong"]);
});

it.each(["/", "/health", "/api/sources", "/metrics", "/status", "/nothing"])(
  "gives %s the headers that keep a browser from guessing",
  async (path) => {
    const { headers } = await call(path, { headers: { accept: "text/html" } });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    if (path.startsWith("/api")) expect(headers.get("cache-control")).toBe("no-store");
  },
);
