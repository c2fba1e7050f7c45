import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { Question } from "#core/question.ts";
import { AnswerFormat, AnyAnswer, formatted } from "#query/answer-format.ts";
import type { ReadHouse } from "#query/read.ts";
import { answer, type Defaults } from "#query/run.ts";

/** Questions and their answers (docs/query.md). */
export function queryRoutes(
  clock: Clock,
  houseOf: (env: Env) => ReadHouse,
  defaultsOf: (env: Env) => Promise<Defaults>,
): AdminRoute[] {
  return [
    adminRoute({
      method: "post",
      path: "/api/query",
      access: "read",
      summary:
        "Ask a question: segmentation, funnel, retention, or a people query (cohort). As JSON, or as a table (format=csv).",
      query: z.object({ format: AnswerFormat }),
      body: Question,
      answer: AnyAnswer,
      handle: async ({ body, query }, { env, req }) =>
        formatted(
          body,
          await answer(houseOf(env), body, await defaultsOf(env), clock(), req.raw.signal),
          query.format,
          body.kind,
        ),
    }),
  ];
}
