import * as z from "zod";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { createAnswerCache } from "#query/answer-cache.ts";
import { answer } from "#query/run.ts";
import { eventsJson } from "#store/export.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { timeline } from "#store/timeline.ts";
import { readHouse } from "#house/questions.ts";
import { UNTIL } from "../population.ts";
import { measuredDatabase, noUse } from "./measured-database.ts";
import { createFill, type Fill } from "./query-fill.ts";

/**
 * Questions through the product's own code, and plain SQL, each on its own database. POST /<step>; body and answer are JSON.
 * Times are taken in here: no proxy, no HTTP.
 */
interface Databases {
  OURS: D1Database;
  PLAIN: D1Database;
}

const Asked = z.union([z.object({ question: Question }), z.object({ events: EventsQuery })]);
const AskBody = z.object({ asked: Asked, counting: z.boolean() });

const DEFAULTS = { timezone: "UTC", weekStart: "sunday" } as const;

async function answerOf(db: D1Database, asked: z.infer<typeof Asked>): Promise<unknown> {
  // All that questions take of it.
  const env = { DB: db } as Env;
  // A cache of its own each time: nothing is remembered from one round to the next.
  if ("question" in asked) return answer(readHouse(env, createAnswerCache()), asked.question, DEFAULTS, UNTIL);
  const page = await timeline(db, questionOf(asked.events, UNTIL));
  return { events: await eventsJson(db, page.events), complete: page.complete };
}

async function ask({ OURS }: Databases, body: unknown) {
  const { asked, counting } = AskBody.parse(body);
  const use = noUse();
  const db = measuredDatabase(OURS, use, counting);
  const started = performance.now();
  let found: unknown = null;
  let refused: string | null = null;
  try {
    found = await answerOf(db, asked);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused = error.message;
  }
  return { ms: performance.now() - started, use, answer: found, refused };
}

async function plain({ PLAIN }: Databases, body: unknown) {
  const { sql, counting } = z.object({ sql: z.string(), counting: z.boolean() }).parse(body);
  const use = noUse();
  const db = measuredDatabase(PLAIN, use, counting);
  const started = performance.now();
  const rows = await db.prepare(sql).raw();
  return { ms: performance.now() - started, use, answer: rows, refused: null };
}

let fill: Fill | null = null;
const filling = (): Fill => {
  if (fill === null) throw new Error("start first");
  return fill;
};

const steps: Record<string, (databases: Databases, body: unknown) => Promise<unknown>> = {
  async start({ OURS, PLAIN }, body) {
    const { events } = z.object({ events: z.number() }).parse(body);
    fill = createFill(OURS, PLAIN, events);
    await fill.start();
    return {};
  },
  more: async (_, body) => ({ events: await filling().more(z.object({ events: z.number() }).parse(body).events) }),
  people: async () => ({ people: await filling().people() }),
  ask,
  plain,
  async trip({ OURS }) {
    const started = performance.now();
    for (let n = 0; n < 50; n += 1) await OURS.prepare("SELECT 1").raw();
    return { ms: (performance.now() - started) / 50 };
  },
  async sizes({ OURS, PLAIN }) {
    const sizeOf = async (db: D1Database) => (await db.prepare("SELECT 1").run()).meta.size_after;
    return { ours: await sizeOf(OURS), plain: await sizeOf(PLAIN) };
  },
};

export default {
  async fetch(request, databases) {
    const step = steps[new URL(request.url).pathname.slice(1)];
    if (step === undefined) return new Response("no such step", { status: 404 });
    try {
      return Response.json(await step(databases, await request.json()));
    } catch (error) {
      return new Response(error instanceof Error ? `${error.message}\n${error.stack}` : String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler<Databases>;
