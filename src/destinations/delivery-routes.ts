import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { HOUR_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { stateOf } from "#destinations/connection-json.ts";
import { listConnections } from "#destinations/connections.ts";
import type { ConnectionsHouse } from "#destinations/connections-house.ts";
import { Exchange } from "#destinations/exchange.ts";
import type { Replay } from "#destinations/sender-state.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

const HealthAnswer = z.object({
  state: z.enum(["connected", "failing", "paused", "disabled", "disconnected"]),
  /** In plain words; what the destination said last where something went wrong. */
  lastError: z.object({ message: z.string(), at: z.string() }).nullable(),
  failingSince: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  lastDeliveredAt: z.string().nullable(),
  /** Events that were not sent yet, and deliveries of earlier ones that wait for another try. */
  waiting: z.object({ events: z.number(), retries: z.number() }),
  deadLetters: z.number(),
  /** The newest first, up to a month. Latencies in ms from arrival to delivery. */
  hours: z.array(
    z.object({
      hour: z.string(),
      received: z.number(),
      filtered: z.number(),
      delivered: z.number(),
      rejected: z.number(),
      retried: z.number(),
      latencyAverageMs: z.number().nullable(),
      latencyMostMs: z.number().nullable(),
    }),
  ),
  samples: z.array(Exchange),
});

const ReplayAnswer = z.object({
  id: z.number(),
  from: z.string(),
  to: z.string(),
  state: z.enum(["running", "paused", "done", "cancelled"]),
  events: z.number(),
  /** 0 to 1, by arrival numbers looked at. */
  progress: z.number(),
  rate: z.number(),
  createdAt: z.string(),
  doneAt: z.string().nullable(),
});

const replayJson = (replay: Replay): z.infer<typeof ReplayAnswer> => ({
  id: replay.id,
  from: iso(replay.from),
  to: iso(replay.to),
  state: replay.state,
  events: replay.events,
  rate: replay.rate,
  progress: progressOf(replay),
  createdAt: iso(replay.createdAt),
  doneAt: isoOrNull(replay.doneAt),
});

const progressOf = ({ state, progress, first, last }: Replay): number =>
  state === "done" || last <= first ? 1 : Math.max(0, progress.cursor - first) / (last - first);

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const DEFAULT_RATE = 100;
const MOST_RATE = 1_000;

/** What became of events, and another try for what did not arrive. */
export function deliveryRoutes(houseOf: (env: Env) => ConnectionsHouse): AdminRoute[] {
  const params = z.object({ id: IdText });
  return [
    adminRoute({
      method: "get",
      path: "/api/connections/{id}/health",
      access: "read",
      summary:
        "How a connection is doing: its state, counts by hour, what waits, and the last requests with secrets masked.",
      params,
      answer: HealthAnswer,
      handle: ({ params }, { env }) => health(houseOf(env), params.id),
    }),
    adminRoute({
      method: "get",
      path: "/api/connections/{id}/dead-letters",
      access: "read",
      summary: "Deliveries that were refused for good, the newest first, with what the destination answered.",
      params,
      query: z.object({ before: IdText.optional(), limit: z.coerce.number().int().min(1).max(1_000).default(100) }),
      answer: z.object({
        deadLetters: z.array(z.looseObject({ id: z.number(), messageId: z.string(), reason: z.string() })),
        next: z.number().nullable(),
      }),
      handle: async ({ params, query }, { env }) => {
        await requireConnection(houseOf(env), params.id);
        const found = await houseOf(env)
          .sender(params.id)
          .deadLetters(query.before ?? Number.MAX_SAFE_INTEGER, query.limit);
        const next = found.length < query.limit ? null : (found.at(-1)?.id ?? null);
        return { deadLetters: found.map((letter) => ({ ...letter, at: iso(letter.at) })), next };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/connections/{id}/dead-letters/replay",
      access: "connect",
      summary: "Try dead letters again: these ids, or the oldest 10,000.",
      params,
      body: z.object({ ids: z.array(z.number().int().positive()).max(10_000).nullable().default(null) }),
      answer: z.object({ replayed: z.number() }),
      handle: async ({ params, body }, { env }) => {
        await requireConnection(houseOf(env), params.id);
        return { replayed: await houseOf(env).sender(params.id).replayDeadLetters(body.ids) };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/connections/{id}/replays",
      access: "read",
      summary: "Stretches of time that are sent once more, and how far each has come.",
      params,
      answer: z.object({ replays: z.array(ReplayAnswer) }),
      handle: async ({ params }, { env }) => {
        await requireConnection(houseOf(env), params.id);
        return { replays: (await houseOf(env).sender(params.id).replays()).map(replayJson) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/connections/{id}/replays",
      access: "connect",
      summary: "Send what happened in a stretch of time once more, both ends included, `rate` events a second at most.",
      params,
      body: z
        .object({ from: Instant, to: Instant, rate: z.number().int().min(1).max(MOST_RATE).default(DEFAULT_RATE) })
        .refine(({ from, to }) => from <= to, "`from` is after `to`"),
      answer: ReplayAnswer,
      status: 201,
      handle: async ({ params, body }, { env }) => {
        await requireConnection(houseOf(env), params.id);
        return replayJson(await houseOf(env).sender(params.id).startReplay(body.from, body.to, body.rate));
      },
    }),
    ...(["pause", "resume", "cancel"] as const).map((step) =>
      adminRoute({
        method: "post",
        path: `/api/connections/{id}/replays/{replay}/${step}`,
        access: "connect",
        summary: `${STEPS[step].words} a replay.`,
        params: z.object({ id: IdText, replay: IdText }),
        answer: ReplayAnswer,
        handle: async ({ params }, { env }) => {
          await requireConnection(houseOf(env), params.id);
          const steered = await houseOf(env).sender(params.id).steerReplay(params.replay, STEPS[step].state);
          if (!steered) throw new Problem("not_found", { detail: "There is no such replay under way." });
          return replayJson(steered);
        },
      }),
    ),
  ];
}

const STEPS = {
  pause: { words: "Pause", state: "paused" },
  resume: { words: "Go on with", state: "running" },
  cancel: { words: "Cancel", state: "cancelled" },
} as const;

async function requireConnection({ db }: ConnectionsHouse, id: number) {
  const found = (await listConnections(db)).find((connection) => connection.id === id);
  if (!found) throw new Problem("not_found");
  return found;
}

async function health(house: ConnectionsHouse, id: number): Promise<z.infer<typeof HealthAnswer>> {
  const connection = await requireConnection(house, id);
  const report = await house.sender(id).report();
  const own = stateOf(connection);
  const problem = connection.stopped ?? report.lastError;
  return {
    state: own === "connected" && report.failingSince !== null ? "failing" : own,
    lastError:
      problem === null
        ? null
        : { message: problem, at: iso(connection.stoppedAt ?? report.lastErrorAt ?? house.clock()) },
    failingSince: isoOrNull(report.failingSince),
    nextTryAt: report.waitUntil > house.clock() ? iso(report.waitUntil) : null,
    lastDeliveredAt: isoOrNull(report.lastDeliveredAt),
    waiting: report.waiting,
    deadLetters: report.deadLetters,
    hours: report.hours.map(({ hour, counts: { latencySumMs, latencyMostMs, timed, ...counts } }) => ({
      hour: iso(hour * HOUR_MS),
      ...counts,
      latencyAverageMs: timed === 0 ? null : Math.round(latencySumMs / timed),
      latencyMostMs: timed === 0 ? null : latencyMostMs,
    })),
    samples: report.samples,
  };
}
