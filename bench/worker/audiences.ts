import type { Firing } from "#core/firing.ts";
import { audiences } from "#audiences/audiences.ts";
import type { AudiencesHouse } from "#audiences/audiences-house.ts";
import { interpret } from "#ingest/interpret.ts";
import { compileMembership } from "#query/filter.ts";
import { append, createWriter } from "#store/append.ts";
import { arrivalsAfter, lastArrival } from "#store/arrivals.ts";
import { audiencesHouse } from "#house/audiences.ts";
import { benchAudiences } from "../audience-definitions.ts";
import { type SyntheticEvent, syntheticEvents } from "../events.ts";
import { trackCall } from "../wire.ts";
import { countedDatabase, NO_ROWS, type RowCounts } from "./counted-database.ts";
import { watchStorage } from "./counted-objects.ts";
import { recordOf } from "./request-record.ts";

/**
 * The product's Audiences object over a store that is filled once, followed anew by an object of its own for each number of
 * audiences. POST /<step>?…; answers JSON. The objects run in this isolate, so they count here, too.
 */
interface Bound {
  DB: D1Database;
  AUDIENCES: DurableObjectNamespace<Audiences>;
}

const writer = createWriter();
let source: Generator<SyntheticEvent> | null = null;
/** How far the store is followed, and what time it is there. */
let until = 0;
let now = 0;
/** Events of one batch of the pipeline, each of which wakes the object. */
const BATCH = 100;
let window = BATCH;
const counts = { rows: {} as RowCounts, objectRows: 0, evaluations: 0, windows: 0, firings: 0 };

/** As src/house/audiences.ts makes it, except that the object begins at the first event, and that everything is counted. */
function house(bound: Bound, storage: DurableObjectStorage): AudiencesHouse {
  const db = countedDatabase(bound.DB, "object", () => counts.rows);
  const made = audiencesHouse({ ...bound, DB: db, TIMEZONE: "UTC", WEEK_START: "sunday" } as unknown as Env, storage, {
    triggers: () =>
      Promise.resolve([{ automation: 1, when: { audience: 1, change: "entered", includePresent: false } }]),
    take: async (firings: Firing[]) => void (counts.firings += firings.length),
  });
  return {
    ...made,
    clock: () => now,
    // Checks are no part of what an event costs; they are asked for.
    checkEveryMs: Number.MAX_SAFE_INTEGER / 2,
    lastArrival: () => Promise.resolve(0),
    language: {
      ...made.language,
      isMember(where, context) {
        const isMember = compileMembership(where, context);
        return (person) => {
          counts.evaluations += 1;
          return isMember(person);
        };
      },
    },
    async arrivals(question) {
      // A batch at a time, as the object is woken by them.
      const upTo = Math.min(until, question.after + window);
      const read = await arrivalsAfter(db, { ...question, upTo });
      counts.windows += 1;
      now = Math.max(now, read.events.at(-1)?.event.timestamp ?? 0);
      return { ...read, complete: upTo === until };
    },
  };
}

export class Audiences extends audiences<Bound>(house) {
  constructor(ctx: DurableObjectState, bound: Bound) {
    watchStorage(ctx.storage, (rows) => {
      counts.objectRows += rows;
    });
    super(ctx, bound);
  }
  /** Nothing runs but what is asked for. */
  override async alarm(): Promise<void> {}
}

async function fill(bound: Bound, count: number): Promise<number> {
  const calls: SyntheticEvent[] = [];
  while (calls.length < count) {
    const made = source?.next();
    if (made === undefined || made.done === true) break;
    calls.push(made.value);
  }
  for (let at = 0; at < calls.length; at += BATCH) {
    const some = calls.slice(at, at + BATCH);
    const last = some.at(-1);
    if (last === undefined) break;
    const request = recordOf(last, last.timestamp + 60, "public");
    const { events } = interpret(request, { batch: some.map((event) => trackCall(event, "bare")) }, 0);
    const { id: requestId, receivedAt } = request;
    await append(
      bound.DB,
      writer,
      [{ requestId, offset: 0, sourceId: 1, receivedAt, events, refused: [] }],
      () => receivedAt,
    );
  }
  return lastArrival(bound.DB);
}

const steps: Record<string, (query: URLSearchParams, bound: Bound) => Promise<unknown>> = {
  async start(query) {
    source = syntheticEvents({ count: Number(query.get("events")) });
    return {};
  },
  fill: async (query, bound) => ({ stored: await fill(bound, Number(query.get("events"))) }),
  /** Another set of audiences, and an object that knows nothing yet. */
  async define(query, bound) {
    until = 0;
    now = Date.UTC(2026, 6, 1);
    window = Number(query.get("window"));
    const rows = benchAudiences(Number(query.get("related")), Number(query.get("unrelated")));
    await bound.DB.batch([
      bound.DB.prepare("DELETE FROM audiences"),
      bound.DB.prepare(
        `INSERT INTO audiences (name, description, kind, definition, created_at, updated_at)
         SELECT 'A', '', 'live', value, 0, 0 FROM json_each(?1)`,
      ).bind(JSON.stringify(rows.map((where) => JSON.stringify(where)))),
    ]);
    await objectOf(bound, query).settle();
    return { audiences: rows.length };
  },
  /** Compares all audiences with the store, as is done once a day. */
  async check(query, bound) {
    counts.rows = {};
    const object = objectOf(bound, query);
    const reports = await object.report();
    for (const { audience } of reports) await object.recompute(audience);
    await object.settle();
    const after = await object.report();
    return {
      d1: counts.rows["object"] ?? NO_ROWS,
      checked: after.filter(({ checkedAt }) => checkedAt !== null).length,
      differences: after.reduce((sum, { differences }) => sum + differences, 0),
    };
  },
  async follow(query, bound) {
    Object.assign(counts, { rows: {}, objectRows: 0, evaluations: 0, windows: 0, firings: 0 });
    until = Number(query.get("until"));
    const object = objectOf(bound, query);
    const started = performance.now();
    await object.settle();
    const { object: rows = NO_ROWS } = counts.rows;
    const sizes = (await object.report()).map(({ size }) => size);
    return {
      ms: performance.now() - started,
      d1: rows,
      objectRows: counts.objectRows,
      evaluations: counts.evaluations,
      windows: counts.windows,
      members: sizes.reduce((sum, size) => sum + size, 0),
    };
  },
};

const objectOf = (bound: Bound, query: URLSearchParams) => bound.AUDIENCES.getByName(query.get("object") ?? "");

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const step = steps[pathname.slice(1)];
    if (step === undefined) return new Response("no such step", { status: 404 });
    return Response.json(await step(searchParams, env));
  },
} satisfies ExportedHandler<Bound>;
