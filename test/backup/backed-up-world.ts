import { watchedTriggers } from "#automations/watched-triggers.ts";
import { messengerOf } from "#house/messenger.ts";
import { settle } from "../audiences/audience-world.ts";
import { connect, until } from "../destinations/engine-world.ts";
import { outside, watched } from "../support/worker.ts";
import { admin, createSource, env, post, storedEvents, type TestSource } from "../support/world.ts";

/** What destinations, lists and automations outside were sent, by host. */
export const received: { host: string; body: string }[] = [];
/** Hosts that take nothing now. */
export const outages = new Set<string>();
export const sentTo = (host: string): string[] =>
  received.filter((request) => request.host === host).map(({ body }) => body);

/** Objects of the tests' Worker act as those of the real one: rules are those of the database. */
export function actForReal(): void {
  outside.answer = async (request) => {
    if (outages.has(new URL(request.url).host)) return new Response("later", { status: 503 });
    received.push({ host: new URL(request.url).host, body: await request.text() });
    return Response.json({ ok: true });
  };
  watched.take = (firings) => messengerOf(env).take(firings);
  watched.house = (house) => ({
    ...house,
    messenger: { triggers: () => watchedTriggers(env.DB), take: (firings) => messengerOf(env).take(firings) },
  });
}

const DAY = 86_400_000;
const PEOPLE = 24;

/** A month of a shop: devices that become users, aliases, traits, orders; the same each time. */
export function aMonth(now: number): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  for (let person = 0; person < PEOPLE; person += 1) {
    const [anonymousId, userId] = [`device-${person}`, `user-${person}`];
    const at = (day: number) => new Date(now - (28 - day) * DAY + person * 60_000).toISOString();
    events.push({
      type: "page",
      anonymousId,
      timestamp: at(1),
      properties: { path: "/", referrer: "https://a.example/" },
    });
    if (person % 3 === 0) continue;
    events.push({
      type: "identify",
      anonymousId,
      userId,
      timestamp: at(2),
      traits: { email: `${userId}@x.example`, plan: person % 2 === 0 ? "pro" : "free", age: 20 + person },
    });
    for (let order = 0; order < person % 5; order += 1) {
      const properties = { total: 10 * order + person, sku: `s${order}`, note: "x".repeat(60) };
      events.push({ type: "track", event: "Order", userId, timestamp: at(3 + order * 4), properties });
    }
    if (person % 6 === 1) events.push({ type: "alias", userId, previousId: `old-${person}`, timestamp: at(20) });
    if (person % 4 === 1)
      events.push({ type: "group", userId, groupId: "g1", traits: { name: "G" }, timestamp: at(5) });
  }
  return events.map((event, index) => ({ ...event, messageId: `m${index}` }));
}

export async function send(source: TestSource, events: readonly object[]): Promise<void> {
  const response = await post("/v1/batch", source.writeKey, { batch: events });
  if (!response.ok) throw new Error(await response.text());
}

const make = <T>(path: string, body: object): Promise<T> => admin(path, { method: "POST", body: JSON.stringify(body) });

/** A workspace with everything that there is to have. */
export async function busyWorkspace() {
  const source = await createSource();
  const month = aMonth(Date.now());
  for (const host of ["down.example", "down-told.example"]) outages.add(host);
  const connection = await connect("destination.example");
  await connect("down.example");
  await send(source, month);
  await storedEvents(source, month.length);
  await make("/api/reports", { name: "Gone", question: QUESTIONS[0] }).then((made) =>
    admin(`/api/reports/${(made as { id: number }).id}`, { method: "DELETE" }),
  );
  await make("/api/reports", { name: "Orders", question: QUESTIONS[0] });
  const buyers = { did: { event: "Order" }, count: { op: "gte", value: 2 } };
  const { id: audience } = await make<{ id: number }>("/api/audiences", { name: "Buyers", where: buyers });
  await make("/api/audiences", { name: "Frozen", kind: "frozen", where: buyers });
  await settle();
  await make(`/api/audiences/${audience}/syncs`, { name: "List", url: "https://list.example/in", traits: ["plan"] });
  const { id: rule } = await make<{ id: number }>("/api/automations", {
    name: "Tell",
    when: { audience, change: "entered" },
    do: [{ webhook: "https://told.example/in", secret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" }],
  });
  await make(`/api/automations/${rule}/enable`, {});
  const { id: unheard } = await make<{ id: number }>("/api/automations", {
    name: "Tell who doesn't hear",
    when: { audience, change: "entered" },
    do: [{ webhook: "https://down-told.example/in" }],
  });
  await make(`/api/automations/${unheard}/enable`, {});
  await settle();
  await olderDaysToR2();
  await make("/api/suppressions", { id: "u:nobody" });
  await enter(source, "early");
  await until(async () => {
    await settle();
    if (sentTo("told.example").length !== 1) throw new Error("nobody was told");
    if (sentTo("list.example").length === 0) throw new Error("the list was sent nowhere");
    if (deliveredTo("destination.example").length < month.length + 3) throw new Error("not all was forwarded");
  });
  return { source, connection: connection.id, audience, rule, unheard, events: month.length + 3 };
}

/** Whole events and facts of all days but the last week, as if they had come when they happened. */
export async function olderDaysToR2(): Promise<void> {
  await env.DB.prepare("UPDATE packs SET stored_at = max_ts").run();
  await admin("/api/storage/retention", {
    method: "PUT",
    body: JSON.stringify({ keepDays: null, moveEventsDays: 7, moveFactsDays: 7, sources: [] }),
  });
  for (let done = false; !done;) ({ done } = await admin<{ done: boolean }>("/api/storage/round", { method: "POST" }));
}

/** Somebody new who orders twice. */
export const enter = (source: TestSource, name: string): Promise<void> =>
  send(source, [
    { type: "identify", userId: name, traits: { email: `${name}@x.example` }, messageId: `${name}-0` },
    { type: "track", event: "Order", userId: name, properties: { total: 1 }, messageId: `${name}-1` },
    { type: "track", event: "Order", userId: name, properties: { total: 2 }, messageId: `${name}-2` },
  ]);

/** messageIds of what a webhook connection was sent. */
export const deliveredTo = (host: string): string[] =>
  sentTo(host).flatMap((body) => {
    const parsed: unknown = JSON.parse(body);
    return (Array.isArray(parsed) ? parsed : [parsed]).map((event: { messageId?: string }) => event.messageId ?? "");
  });

const range = { last: { value: 30, unit: "day" } };
export const QUESTIONS = [
  {
    kind: "segmentation",
    range,
    series: [
      { event: "Order", math: "total" },
      { event: "Order", math: "unique" },
    ],
  },
  {
    kind: "segmentation",
    range,
    series: [{ event: "Order", math: "sum", property: "total" }],
    breakdown: { source: "person", key: "plan" },
  },
  {
    kind: "segmentation",
    range,
    series: [{ event: "Page Viewed", math: "total" }],
    breakdown: { source: "event", key: "$city" },
  },
  { kind: "funnel", range, steps: [{ event: "Page Viewed" }, { event: "Order" }], window: { value: 30, unit: "day" } },
  {
    kind: "retention",
    range,
    start: { event: "Page Viewed" },
    return: { event: "Order" },
    interval: "week",
    periods: 4,
  },
  { kind: "cohort", where: { and: [{ person: "plan", value: "pro" }, { did: { event: "Order" } }] } },
];

/** Every kind of answer, as text by what was asked. */
export async function allAnswers(ids: {
  audience: number;
  rule: number;
  connection: number;
}): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  // When an answer was made, and what that took, is not the answer.
  const plain = (answer: unknown) =>
    JSON.stringify(answer, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
  for (const question of QUESTIONS)
    answers[JSON.stringify(question)] = plain(
      await admin("/api/query", { method: "POST", body: JSON.stringify(question) }),
    );
  for (const path of [
    "/api/events?limit=1000",
    "/api/people/u:user-1",
    "/api/people/u:user-7",
    "/api/people/a:device-3",
    "/api/people/u:user-1/events",
    "/api/reports",
    "/api/audiences",
    `/api/audiences/${ids.audience}/members`,
    `/api/audiences/${ids.audience}/changes`,
    `/api/automations`,
    `/api/automations/${ids.rule}/log`,
    `/api/connections`,
    `/api/connections/${ids.connection}/health`,
    "/api/sources",
    "/api/warnings",
    "/api/refused",
    "/api/schema/events",
    "/api/suppressions",
  ]) {
    answers[path] = await admin(path).then(plain, String);
  }
  return answers;
}
const VOLATILE = new Set([
  "meta",
  "computedAt",
  "checkedAt",
  "tookMs",
  "generatedAt",
  "cachedAt",
  "asOf",
  "samples",
  "lastTest",
  "latencyMostMs",
]);
