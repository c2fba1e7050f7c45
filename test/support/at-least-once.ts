/**
 * A queue that keeps Cloudflare's promise and no more: at least once, in any order, in batches of any size, some
 * messages twice. Seeded, so that a failure can be run again.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Waiting {
  id: string;
  body: string;
  attempts: number;
}

export interface Delivered {
  deliveries: number;
  crashes: number;
  retries: number;
}

/**
 * Delivers until nothing waits. `consumer` gets a batch like the platform's; where it throws, the whole batch comes
 * again (as the local runtime does, also after acks). `duplicate` is the share of acknowledged messages delivered again.
 */
export async function deliver(
  bodies: string[],
  consumer: (batch: MessageBatch) => Promise<void>,
  random: () => number,
  options: { duplicate: number; maxBatch: number },
): Promise<Delivered> {
  const waiting: Waiting[] = bodies.map((body, index) => ({ id: `m${index}`, body, attempts: 0 }));
  const told: Delivered = { deliveries: 0, crashes: 0, retries: 0 };
  for (let rounds = 0; waiting.length > 0; rounds += 1) {
    if (rounds > 100 * bodies.length + 1_000) throw new Error("the queue never empties");
    const size = 1 + Math.floor(random() * options.maxBatch);
    const taken: Waiting[] = [];
    while (taken.length < size && waiting.length > 0) {
      const [one] = waiting.splice(Math.floor(random() * waiting.length), 1);
      if (one) taken.push({ ...one, attempts: one.attempts + 1 });
    }
    told.deliveries += taken.length;
    const outcome = new Map<string, "ack" | "retry">();
    const messages = taken.map((one) => messageOf(one, outcome));
    const batch: MessageBatch = {
      queue: "headwater-events",
      messages,
      metadata: { metrics: { backlogCount: waiting.length, backlogBytes: 0 } },
      ackAll: () => taken.forEach(({ id }) => outcome.set(id, "ack")),
      retryAll: () => taken.forEach(({ id }) => outcome.set(id, "retry")),
    };
    try {
      await consumer(batch);
    } catch {
      // What a consumer throws is part of what is tested: the platform hands the batch over again.
      told.crashes += 1;
      waiting.push(...taken);
      continue;
    }
    for (const one of taken) {
      if (outcome.get(one.id) === "retry") told.retries += 1;
      if (outcome.get(one.id) === "retry" || random() < options.duplicate) waiting.push(one);
    }
  }
  return told;
}

function messageOf(one: Waiting, outcome: Map<string, "ack" | "retry">): Message {
  const first = (verdict: "ack" | "retry") => {
    // The first call wins, as on the platform.
    if (!outcome.has(one.id)) outcome.set(one.id, verdict);
  };
  return {
    id: one.id,
    timestamp: new Date(),
    body: one.body,
    attempts: one.attempts,
    ack: () => first("ack"),
    retry: () => first("retry"),
  };
}
