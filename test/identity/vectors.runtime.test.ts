import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { settings } from "../support/worker.ts";
import { admin, basic, call, createSource, storedEvents, type TestSource } from "../support/world.ts";
import { type Expected, type Op, type Vector, vectors } from "./vectors.ts";

interface Person {
  id: string;
  ids: { id: string }[];
  traits: Record<string, unknown>;
  groups: { id: string }[];
  firstTouch: Record<string, unknown> | null;
}

/** Seeded, so that a failure can be looked at again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** In any order, and a third of the messages twice, as clients and queues deliver them. */
function delivered(ops: readonly Op[], random: () => number): Op[] {
  const twice = ops.flatMap((op) => (random() < 0.33 ? [op, op] : [op]));
  return twice
    .map((op) => ({ op, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ op }) => op);
}

/** A message as a site would send it; `run` keeps the message ids of two runs apart. */
function send(source: TestSource, run: string, op: Op): Promise<Response> {
  const { type, touch, ts, receivedAt = ts, messageId, ...rest } = op;
  const context = touch && {
    page: { referrer: touch["referrer"] },
    campaign: { source: touch["utm_source"], name: touch["utm_campaign"] },
  };
  const event = type === "track" ? { event: "Vector" } : {};
  const init: RequestInit<IncomingRequestCfProperties> = {
    method: "POST",
    headers: {
      ...basic(source.writeKey),
      "x-received-at": receivedAt,
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
    },
    body: JSON.stringify({
      ...rest,
      ...event,
      messageId: `${run}${messageId}`,
      timestamp: ts,
      ...(context && { context }),
    }),
  };
  // Where a visitor is, only the edge knows.
  if (touch?.["country"]) Object.assign(init, { cf: { country: touch["country"] } });
  return call(`/v1/${type}`, init);
}

/** The state as the API tells it, in the terms of the vector. */
async function stateOf(source: TestSource, run: string, expected: Expected) {
  const persons = await Promise.all(
    expected.persons.map(({ ids }) => admin<Person>(`/api/people/${encodeURIComponent(ids[0] ?? "")}`)),
  );
  const keys = new Map(persons.map(({ id }, index) => [id, expected.persons[index]?.key]));
  const events = await storedEvents(source, 0);
  const { warnings } = await admin<{ warnings: { kind: string }[] }>(`/api/warnings?source=${source.id}&limit=500`);
  return {
    persons: persons.map((person, index) => {
      const asked: Expected["persons"][number] = expected.persons[index] ?? { key: "", ids: [] };
      const touched = Object.keys(asked.firstTouch ?? {}).map((key) => [key, person.firstTouch?.[key] ?? null]);
      return {
        key: asked.key,
        ids: person.ids.map(({ id }) => id).toSorted(),
        ...("traits" in asked && { traits: person.traits }),
        ...("groups" in asked && { groups: person.groups.map(({ id }) => id).toSorted() }),
        ...("firstTouch" in asked && { firstTouch: person.firstTouch && Object.fromEntries(touched) }),
      };
    }),
    eventOwners: Object.fromEntries(
      events
        .filter(({ type }) => ["track", "page", "screen"].includes(type))
        .map(({ messageId, person }) => [
          messageId.slice(run.length),
          person === null ? null : keys.get(person as string),
        ]),
    ),
    ...(expected.warnings && { warnings: [...new Set(warnings.map(({ kind }) => kind))].toSorted() }),
  };
}

const sorted = (expected: Expected) => ({
  persons: expected.persons.map((person) => ({
    ...person,
    ids: person.ids.toSorted(),
    ...(person.groups && { groups: person.groups.toSorted() }),
  })),
  eventOwners: expected.eventOwners,
  ...(expected.warnings && { warnings: expected.warnings.toSorted() }),
});

async function check({ ops, expect: expected }: Vector, order: readonly Op[], run: string): Promise<void> {
  const source = await createSource("secret", run);
  for (const op of order) expect(await (await send(source, run, op)).json()).toEqual({ success: true });
  await storedEvents(source, new Set(ops.map(({ messageId }) => messageId)).size);
  // The objects publish a moment after the events are stored.
  await vi.waitFor(async () => expect(await stateOf(source, run, expected)).toEqual(sorted(expected)), {
    timeout: 5_000,
    interval: 50,
  });
}

beforeEach(emptyWorkspace);
afterEach(() => {
  settings.maxUsers = 100;
});

const RUNS = 2;

it.each(vectors.map((vector, index) => [vector.name, vector, index] as const))("%s", async (_, vector, index) => {
  settings.maxUsers = vector.config?.maxUsersPerPerson ?? 100;
  for (let run = 0; run < (vector.orderSensitive ? 1 : RUNS); run += 1) {
    if (run > 0) await emptyWorkspace();
    const order = vector.orderSensitive ? vector.ops : delivered(vector.ops, randomFrom(index * RUNS + run + 1));
    await check(vector, order, `v${index}r${run}-`);
  }
});
