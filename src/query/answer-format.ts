import * as z from "zod";
import type { AnswerMeta } from "#core/answer.ts";
import { csvResponse } from "#core/csv.ts";
import type { Question } from "#core/question.ts";
import { answerCsv } from "#query/answer-csv.ts";

/** How an answer is wanted: as it is, or as one flat table. */
export const AnswerFormat = z.enum(["json", "csv"]).default("json");
export type AnswerFormat = z.infer<typeof AnswerFormat>;

/** What the admin API says of any answer. */
export const AnyAnswer = z.looseObject({ meta: z.looseObject({ ms: z.number() }) });

/** The answer in the format asked for; `name` is that of the file, ours and never a client's. */
export const formatted = (
  question: Question,
  answer: object & { meta: AnswerMeta },
  format: AnswerFormat,
  name: string,
): object | Response => (format === "csv" ? csvResponse(name, answerCsv(question, answer)) : answer);
