import { identify } from "#identity/identify.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { mergeByHand, separateByHand } from "#identity/merge.ts";
import { identity } from "#identity/object.ts";
import { interpret } from "#ingest/interpret.ts";
import { append, createWriter, dictionaryOf } from "#store/append.ts";
import { actorsOf } from "#store/person-map.ts";
import { countedDatabase, type RowCounts } from "./counted-database.ts";
import { countedObjects, noObjects, watchStorage } from "./counted-objects.ts";
import { recordOf } from "./request-record.ts";
import { type VisitorCall, type Visits, VISITS, visitsOfOne } from "./visitors.ts";

/**
 * The consumer's steps with the real identity objects, each call and each row counted under the name of who asked.
 * POST /<step>?…; answers JSON. The objects run in this isolate, so they count here, too.
 */
interface Bound {
  DB: D1Database;
  IDENTITY: DurableObjectNamespace;
}

const EVENTS_PER_BATCH = 100;
const EVENTS_PER_REQUEST = 10;
const DAY_MS = 86_400_000;

let rows: RowCounts = {};
let objects = noObjects();
let buckets = 0;
/** Each scenario's events come after those of the one before. */
let now = Date.UTC(2026, 9, 31);
const writer = createWriter();
let known = createKnownLinks();

/** The product's object, with a count of alarms and of rows in its own storage. */
export class Identity extends identity<Bound>(({ DB }) => ({
  databases: [countedDatabase(DB, "objects", () => rows)],
  maxUsers: 100,
})) {
  constructor(ctx: DurableObjectState, env: Bound) {
    watchStorage(ctx.storage, (count) => {
      objects.rowsWritten += count;
    });
    super(ctx, env);
  }

  override async alarm(): Promise<void> {
    objects.alarms += 1;
    await super.alarm();
  }
}

const objectsOf = (env: Bound) =>
  countedObjects(identityObjects(env.IDENTITY, buckets), () => {
    objects.calls += 1;
  });

function* chunksOf<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/** What the consumer does with a batch, as in src/pipeline.ts. */
async function take(env: Bound, calls: VisitorCall[], sourceKind: Visits["sourceKind"]): Promise<number> {
  const arrivals = [...chunksOf(calls, EVENTS_PER_REQUEST)].map((some) => {
    const last = some.at(-1);
    if (last === undefined) throw new RangeError("a request needs an event");
    now = last.visitor.timestamp + 60;
    const request = recordOf(last.visitor, now, sourceKind);
    const { id: requestId, sourceId, receivedAt } = request;
    return {
      requestId,
      offset: 0,
      sourceId,
      receivedAt,
      ...interpret(request, { batch: some.map(({ call }) => call) }),
    };
  });
  const refused = arrivals.flatMap((arrival) => arrival.refused)[0];
  if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused)}`);
  const clock = () => now;
  const state = await dictionaryOf(env.DB, writer, clock);
  const said = arrivals.flatMap(({ events }) => events.map((event) => ({ event, sourceKind })));
  const identityDb = countedDatabase(env.DB, "identity", () => rows);
  const bindings = { objects: objectsOf(env), known, maxClaimAgeMs: null };
  const identified = await identify(identityDb, bindings, said, state, now);
  const storeDb = countedDatabase(env.DB, "store", () => rows);
  const { stored } = await append(storeDb, writer, arrivals, clock, (events, planned) =>
    identified.statements(events, planned),
  );
  return stored.length;
}

async function takeAll(env: Bound, calls: VisitorCall[], kind: Visits["sourceKind"], isFresh = false): Promise<number> {
  let stored = 0;
  for (const batch of chunksOf(calls, EVENTS_PER_BATCH)) {
    if (isFresh) known = createKnownLinks();
    stored += await take(env, batch, kind);
  }
  return stored;
}

/** Until every object has published and no alarm has run for a while. */
async function settle(env: Bound): Promise<void> {
  for (let quiet = 0, alarms = -1; quiet < 5;) {
    await scheduler.wait(100);
    const pending = await env.DB.prepare("SELECT count(*) AS n FROM pending_links").first<number>("n");
    quiet = pending === 0 && alarms === objects.alarms ? quiet + 1 : 0;
    alarms = objects.alarms;
  }
}

/** Runs something with all counts at zero, and waits for what it leaves to the objects. */
async function counting(env: Bound, events: number, run: () => Promise<unknown>): Promise<object> {
  await settle(env);
  rows = {};
  objects = noObjects();
  await run();
  await settle(env);
  return { events, rows, objects };
}

const steps: Record<string, (env: Bound, query: URLSearchParams) => Promise<object>> = {
  async start(env, query) {
    buckets = Number(query.get("buckets"));
    // The dictionary's first load is the store's, and once in an isolate's life.
    await dictionaryOf(env.DB, writer, () => now);
    return {};
  },

  /** ?scenario, ?events, ?fresh: each batch meets an isolate that has just started. */
  async visits(env, query) {
    const visits = VISITS[query.get("scenario") ?? ""];
    if (visits === undefined) throw new RangeError("no such scenario");
    const events = Number(query.get("events"));
    const { sourceKind, before, counted } = visits(events, now + 30 * DAY_MS);
    await takeAll(env, before, "public");
    return counting(env, events, async () => {
      const stored = await takeAll(env, counted, sourceKind, query.has("fresh"));
      if (stored !== events) throw new Error(`${stored} of ${events} events were stored`);
    });
  },

  /** ?events: two people of so many events each are joined by hand, and separated. */
  async byHand(env, query) {
    const events = Number(query.get("events"));
    const users = [`one-of-${events}`, `other-of-${events}`] as const;
    for (const user of users) await takeAll(env, visitsOfOne(user, events, now + 30 * DAY_MS).counted, "public");
    const db = countedDatabase(env.DB, "identity", () => rows);
    const house = { db, objects: objectsOf(env), personsOf: (uids: readonly string[]) => actorsOf(db, uids) };
    const merge = await counting(env, 1, () => mergeByHand(house, users, now));
    const unmerge = await counting(env, 1, () => separateByHand(house, users, now));
    return { merge, unmerge };
  },
};

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const step = steps[pathname.slice(1)];
    if (step === undefined) return new Response("no such step", { status: 404 });
    return Response.json(await step(env, searchParams));
  },
} satisfies ExportedHandler<Bound>;
