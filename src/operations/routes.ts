import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { exposition, EXPOSITION_TYPE } from "#operations/exposition.ts";
import { metricsOf } from "#operations/metrics.ts";
import type { OperationsHouse } from "#operations/operations-house.ts";
import { readOperation } from "#operations/read-operation.ts";
import { statusOf } from "#operations/status.ts";

const Bill = z.object({
  lines: z.array(
    z.object({
      what: z.string(),
      unit: z.string(),
      quantity: z.number(),
      /** False: reckoned from what was counted. */
      counted: z.boolean(),
      listPrice: z.number(),
      aboveIncluded: z.number(),
    }),
  ),
  /** Dollars, nothing included; and above what an account's plan includes, were this its only deployment. */
  listPrice: z.number(),
  aboveIncluded: z.number(),
});

const StatusAnswer = z.object({
  at: z.string(),
  word: z.enum(["well", "look"]),
  findings: z.array(
    z.object({ key: z.string(), level: z.enum(["look", "act"]), says: z.string(), remedy: z.string() }),
  ),
  ingest: z.object({
    lastDay: z.number(),
    thisHour: z.number(),
    requests: z.number(),
    duplicates: z.number(),
    hours: z.array(z.object({ hour: z.string(), events: z.number() })),
    sources: z.array(z.object({ id: z.number(), name: z.string(), enabled: z.boolean(), lastDay: z.number() })),
    lastStoredAt: z.string().nullable(),
  }),
  queue: z.object({ ageMs: z.number(), messages: z.number().nullable() }),
  deadLetters: z.number(),
  refused: z.array(z.object({ reason: z.string(), events: z.number() })),
  database: z.object({
    bytes: z.number(),
    limit: z.number(),
    share: z.number(),
    bucketBytes: z.number(),
    warnAt: z.number(),
    hurryAt: z.number(),
  }),
  connections: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      state: z.enum(["connected", "failing", "paused", "disabled", "disconnected", "unknown"]),
      problem: z.string().nullable(),
      failingSince: z.string().nullable(),
      waiting: z.number(),
      deadLetters: z.number(),
      delivered: z.number(),
      rejected: z.number(),
    }),
  ),
  audiences: z.object({ behind: z.number().nullable() }),
  cost: z.object({
    pricesAsOf: z.string(),
    soFar: Bill,
    projected: Bill,
    days: z.array(z.object({ day: z.string(), listPrice: z.number() })),
  }),
});

/** How the deployment is: for people, and for Prometheus. */
export const operationRoutes = (houseOf: (env: Env) => OperationsHouse): AdminRoute[] => [
  adminRoute({
    method: "get",
    path: "/api/status",
    access: "read",
    summary: "How this deployment is: what to look at, and the numbers behind it",
    answer: StatusAnswer,
    handle: async (_given, { env }) => statusOf(await readOperation(houseOf(env))),
  }),
  adminRoute({
    method: "get",
    path: "/api/metrics",
    access: "operate",
    summary: "Everything counted, in Prometheus' text format; also at /metrics",
    answer: z.string(),
    async handle(_given, { env }) {
      const text = exposition(metricsOf(await readOperation(houseOf(env))));
      return new Response(text, { headers: { "content-type": EXPOSITION_TYPE, "cache-control": "no-store" } });
    },
  }),
];
