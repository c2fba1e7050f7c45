import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { Question } from "#core/question.ts";
import { AnswerFormat, AnyAnswer, formatted } from "#query/answer-format.ts";
import type { ReadHouse } from "#query/read.ts";
import {
  askable,
  changeReport,
  createReport,
  deleteReport,
  listReports,
  type Report,
  reportById,
} from "#query/reports.ts";
import { answer, type Defaults } from "#query/run.ts";

const Name = z.string().trim().min(1).max(200);
const Description = z.string().trim().max(5_000);
const ReportAnswer = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  question: z.looseObject({ kind: z.string() }),
  board: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const reportJson = (report: Report): z.infer<typeof ReportAnswer> => ({
  ...report,
  createdAt: new Date(report.createdAt).toISOString(),
  updatedAt: new Date(report.updatedAt).toISOString(),
});

/** Saved questions (docs/query.md). */
export function reportRoutes(
  clock: Clock,
  houseOf: (env: Env) => ReadHouse,
  defaultsOf: (env: Env) => Promise<Defaults>,
): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/reports",
      access: "read",
      summary: "Saved questions, changed last first.",
      answer: z.object({ reports: z.array(ReportAnswer) }),
      handle: async (_, { env }) => ({ reports: (await listReports(env.DB)).map(reportJson) }),
    }),
    adminRoute({
      method: "post",
      path: "/api/reports",
      access: "analyse",
      summary: "Save a question. Its choices are kept as they are today; a relative range stays relative.",
      body: z.object({ name: Name, description: Description.default(""), question: Question }),
      answer: ReportAnswer,
      status: 201,
      handle: async ({ body }, { env }) => reportJson(await createReport(env.DB, body, clock())),
    }),
    adminRoute({
      method: "get",
      path: "/api/reports/{id}",
      access: "read",
      summary: "One saved question.",
      params: z.object({ id: IdText }),
      answer: ReportAnswer,
      handle: async ({ params }, { env }) => reportJson(await reportById(env.DB, params.id)),
    }),
    adminRoute({
      method: "patch",
      path: "/api/reports/{id}",
      access: "analyse",
      summary: "Change a saved question, its name, its description, or its place on the home board (null: none).",
      params: z.object({ id: IdText }),
      body: z.object({
        name: Name.optional(),
        description: Description.optional(),
        question: Question.optional(),
        board: z.number().int().min(0).max(1_000_000).nullable().optional(),
      }),
      answer: ReportAnswer,
      handle: async ({ params, body }, { env }) => reportJson(await changeReport(env.DB, params.id, body, clock())),
    }),
    adminRoute({
      method: "delete",
      path: "/api/reports/{id}",
      access: "analyse",
      summary: "Delete a saved question.",
      params: z.object({ id: IdText }),
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params }, { env }) => {
        await deleteReport(env.DB, params.id);
        return { success: true };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/reports/{id}/answer",
      access: "read",
      summary: "Answer a saved question now, as JSON or as a table (format=csv).",
      params: z.object({ id: IdText }),
      query: z.object({ format: AnswerFormat }),
      answer: AnyAnswer,
      handle: async ({ params, query }, { env }) => {
        const question = askable(await reportById(env.DB, params.id));
        const found = await answer(houseOf(env), question, await defaultsOf(env), clock());
        return formatted(question, found, query.format, `report-${params.id}`);
      },
    }),
  ];
}
