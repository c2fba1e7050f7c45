import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { encodeMessage } from "#core/message.ts";
import { interpret } from "#ingest/interpret.ts";
import { append, createWriter } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import { faults } from "../support/worker.ts";
import { requestRecord } from "../support/messages.ts";
import { admin, call, createSource, post, storedEvents } from "../support/world.ts";

interface Letters {
  deadLetters: { id: number; reason: string; replayedAt: number | null }[];
}
const letters = async (): Promise<Letters["deadLetters"]> => (await admin<Letters>("/api/dead-letters")).deadLetters;

it("keeps a message that can't be read, stores its neighbours, and counts it in /health", async () => {
  const source = await createSource();
  await env.EVENTS.send("not a message of ours", { contentType: "text" });
  await env.EVENTS.send({ a: "json message" });
  await post("/v1/track", source.writeKey, { event: "Neighbour", anonymousId: "n" });
  await storedEvents(source, 1);
  await expect.poll(async () => (await letters()).length, { timeout: 10_000 }).toBe(2);
  const response = await call("/health");
  expect(await response.json()).toMatchObject({ status: "attention", wrong: [expect.stringContaining("2 messages")] });
});

it("buries what D1 will never take, alone, and one call brings it back without storing anything twice", async () => {
  const source = await createSource();
  const broken = crypto.randomUUID();
  // D1 refuses any transaction that holds this request, for good, until it is "repaired" below.
  faults.next = () => ({ message: "D1_ERROR: D1_TYPE_ERROR: value not supported", applied: false });
  const body = JSON.stringify({ batch: [{ type: "track", event: "Late", anonymousId: "l", messageId: "late-1" }] });
  await env.EVENTS.send(encodeMessage(requestRecord({ id: broken, sourceId: source.id }), 0, body), {
    contentType: "text",
  });
  await expect
    .poll(async () => (await letters()).some(({ reason }) => reason.includes("D1_TYPE_ERROR")), { timeout: 10_000 })
    .toBe(true);
  faults.next = null;

  const id = (await letters()).find(({ reason }) => reason.includes("D1_TYPE_ERROR"))?.id ?? 0;
  const replay = () =>
    admin<{ replayed: number }>("/api/dead-letters/replay", { method: "POST", body: JSON.stringify({ ids: [id] }) });
  expect(await replay()).toMatchObject({ replayed: 1 });
  expect(await storedEvents(source, 1)).toMatchObject([{ messageId: "late-1" }]);
  // Again, by mistake: known, so nothing is added.
  await replay();
  await post("/v1/track", source.writeKey, { event: "After", anonymousId: "l" });
  const stored = await storedEvents(source, 2);
  expect(stored.map(({ messageId }) => messageId).filter((messageId) => messageId === "late-1")).toHaveLength(1);
  expect((await letters()).find((letter) => letter.id === id)?.replayedAt).toBeTypeOf("number");
});

it("finds a replay a duplicate even when memory has long forgotten it", async () => {
  const days = 40 * 86_400_000;
  const request = requestRecord({ receivedAt: Date.now() - days });
  const body = { batch: [{ type: "track", event: "Old", anonymousId: "o", messageId: "old-1" }] };
  const arrival: Arrival = {
    requestId: request.id,
    offset: 0,
    sourceId: 1,
    receivedAt: request.receivedAt,
    ...interpret(request, body),
  };
  const storeAnew = () => append(env.DB, createWriter(), [arrival], Date.now);
  expect((await storeAnew()).stored).toHaveLength(1);
  // As if that had been then; each writer here starts with an empty memory and reads back only the last day.
  await env.DB.prepare("UPDATE packs SET stored_at = stored_at - ?1").bind(days).run();
  expect((await storeAnew()).stored).toHaveLength(0);
});
