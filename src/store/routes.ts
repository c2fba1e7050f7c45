import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Archive } from "#core/archive.ts";
import { type Clock, DAY_MS, HOUR_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { REFUSALS, refusalReasons } from "#core/refusal.ts";
import { listDeadLetters, replayDeadLetters } from "#store/dead-letters.ts";
import { EventsQuery, questionOf, toCursor } from "#store/events-query.ts";
import { eventsJson, exportEvents } from "#store/export.ts";
import { refusedHours, refusedSamples } from "#store/refused.ts";
import { timeline } from "#store/timeline.ts";

const Instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "an ISO 8601 date or time")
  .transform((text) => Date.parse(text));

/** Reading back: events, what was refused, and what lies in the dead-letter queue. */
export function storeRoutes(clock: Clock, archiveOf: (env: Env) => Archive): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/events",
      access: "read",
      summary:
        "Events, newest first: JSON a page at a time, or everything as NDJSON or CSV (format=ndjson, format=csv).",
      query: EventsQuery,
      answer: z.object({
        events: z.array(z.looseObject({ messageId: z.string() })),
        next: z.string().nullable(),
        complete: z.boolean(),
      }),
      handle: async ({ query }, { env }) => {
        const question = questionOf(query, clock());
        if (query.format !== "json") return exportEvents(env.DB, question, query.format, archiveOf(env));
        const page = await timeline(env.DB, question, archiveOf(env));
        return {
          events: await eventsJson(env.DB, page.events),
          next: page.next && toCursor(page.next),
          complete: page.complete,
        };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/refused",
      access: "read",
      summary: "What was not stored: counts per source, hour and reason, and the newest samples.",
      query: z.object({
        source: z.coerce.number().int().optional(),
        reason: z.enum(refusalReasons).optional(),
        from: Instant.optional(),
        to: Instant.optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answer: z.object({
        counts: z.array(z.object({ source: z.number(), hour: z.string(), reason: z.string(), count: z.number() })),
        samples: z.array(z.looseObject({ reason: z.string(), detail: z.string(), sample: z.string() })),
        reasons: z.record(z.string(), z.string()),
      }),
      handle: async ({ query }, { env }) => {
        const now = clock();
        const question = {
          from: query.from ?? now - 7 * DAY_MS,
          to: query.to ?? now + HOUR_MS,
          sourceId: query.source ?? null,
          reason: query.reason ?? null,
        };
        const [counts, samples] = await Promise.all([
          refusedHours(env.DB, question),
          refusedSamples(env.DB, question, query.limit),
        ]);
        return { counts, samples, reasons: REFUSALS };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/dead-letters",
      access: "operate",
      summary: "Messages that could not be stored, newest first. They are kept until somebody replays them.",
      query: z.object({
        before: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answer: z.object({ deadLetters: z.array(z.looseObject({ id: z.number(), reason: z.string() })) }),
      handle: async ({ query }, { env }) => ({
        deadLetters: await listDeadLetters(env.DB, query.before ?? Number.MAX_SAFE_INTEGER, query.limit),
      }),
    }),
    adminRoute({
      method: "post",
      path: "/api/dead-letters/replay",
      access: "operate",
      summary: "Send dead letters through the pipeline again: these ids, or all that wait. Nothing is stored twice.",
      body: z.object({ ids: z.array(z.number().int()).max(1_000).optional() }),
      answer: z.object({ replayed: z.number(), more: z.boolean() }),
      handle: async ({ body }, { env }) => {
        const limit = 500;
        if (body.ids?.length === 0)
          throw new Problem("request_invalid", { detail: "ids: name at least one, or leave it out for all" });
        const replayed = await replayDeadLetters(env.DB, env.EVENTS, body.ids ?? null, limit, clock());
        return { replayed, more: replayed === limit };
      },
    }),
  ];
}
