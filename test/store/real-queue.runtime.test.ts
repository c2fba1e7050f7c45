import { evictAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it } from "vitest";
import { seededRandom } from "../support/at-least-once.ts";
import { D1_FAULTS } from "../support/faulty-db.ts";
import { faults } from "../support/worker.ts";
import { createSource, post, storedEvents } from "../support/world.ts";

/** Where D1 is overloaded four times in a row, a message waits for 5, 10, 20 and 40 s. */
const LONGEST_MS = 180_000;

afterEach(() => {
  faults.next = null;
  faults.crash = null;
});

it("through the real queue: dying consumers, a refusing D1, retrying clients, objects evicted meanwhile; each event once", async () => {
  const source = await createSource();
  const random = seededRandom(21);
  // "Exceeded maximum DB size" waits a quarter of an hour, as it should; here it would only be slow.
  const impatient = D1_FAULTS.filter(({ message }) => !message.includes("maximum DB size"));
  faults.next = () => (random() < 0.3 ? (impatient[Math.floor(random() * impatient.length)] ?? null) : null);
  let crashes = 0;
  faults.crash = () => {
    const dies = random() < 0.3;
    if (dies) crashes += 1;
    return dies;
  };
  const sent = new Set<string>();
  for (let request = 0; request < 60; request += 1) {
    const batch = Array.from({ length: 25 }, (_, index) => {
      const messageId = `real-${request}-${index}`;
      sent.add(messageId);
      return { type: "track", event: "Real", anonymousId: `a${index}`, messageId };
    });
    const body = () => ({ batch, sentAt: new Date().toISOString() });
    expect((await post("/v1/batch", source.writeKey, body())).status).toBe(200);
    if (random() < 0.2) await post("/v1/batch", source.writeKey, body());
    if (request % 10 === 5) await evictAllDurableObjects();
    // Time for the queue to hand over what it has: many small batches, many chances to die.
    if (request % 4 === 3) await scheduler.wait(1_100);
  }
  const stored = await storedEvents(source, sent.size, "", LONGEST_MS);
  // Time for whatever would still be stored a second time.
  faults.crash = null;
  faults.next = null;
  await post("/v1/track", source.writeKey, { event: "Last", anonymousId: "z" });
  const all = await storedEvents(source, sent.size + 1);
  expect(stored.length).toBe(sent.size);
  expect(all.length).toBe(sent.size + 1);
  expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(sent.size + 1);
  expect(crashes).toBeGreaterThan(0);
  const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM facts").first<{ n: number }>()) ?? { n: -1 };
  expect(n).toBe(sent.size + 1);
}, 240_000);
