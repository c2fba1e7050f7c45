import type { CohortAnswer } from "#core/answer.ts";
import type { Clock } from "#core/clock.ts";
import { Problem, type ProblemCode } from "#core/problem.ts";
import type { Question } from "#core/question.ts";
import { EVERYBODY } from "#core/report/everybody.ts";
import type { ComposedMail, DigestDraft, Made } from "#automations/channels.ts";
import { digestMail, type DigestReport } from "#digest/digest-mail.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { askable, boardReports, type Report, reportsById } from "#query/reports.ts";
import { readSettings, settingsFrom } from "#workspace/settings.ts";
import { answerNow } from "#house/questions.ts";

/** Reports of one mail: what an action may name, and what mail programs still show whole. */
const MOST_REPORTS = 20;
/** After this no further report is begun: whoever asks for a mail waits for it, and an alarm has other messages to send. */
const LONGEST_MS = 2 * 60_000;

/** What a digest needs of the house around it. */
export interface DigestHouse {
  db: D1Database;
  clock: Clock;
  timezone(): Promise<string>;
  /** Throws Problem where a question can't be answered. */
  answer(question: Question): Promise<Answered>;
}

/** What digests get of the other stages. */
export const digestHouse = (env: Env, clock: Clock, answers: AnswerCache<Answered>): DigestHouse => ({
  db: env.DB,
  clock,
  timezone: async () => settingsFrom(await readSettings(env.DB), env).timezone,
  answer: (question) => answerNow(env, answers, question, clock()),
});

/**
 * The mail of saved reports as they are now. A report that was deleted, or that can't be answered, is said in it; where
 * something is away (D1, say), it throws, since a later try may have all of them. What stands in it is never a template.
 */
export async function composeDigest(
  { reports, every, at, origin }: DigestDraft,
  title: string,
  house: DigestHouse,
): Promise<Made<ComposedMail>> {
  const { chosen, more } = await reportsOf(reports, house);
  if (chosen.length === 0) return { fault: "There is no report on the board of Home." };
  const asked = await answersOf(chosen, house);
  const everybody = asked.some(({ question }) => question?.kind === "cohort") ? await countEverybody(house) : undefined;
  const { attachments, ...mail } = await digestMail({
    title,
    workspaceUrl: origin,
    period: { every, at },
    timezone: await house.timezone(),
    reports: asked,
    more,
    ...(everybody !== undefined && { everybody }),
  });
  const pictures = attachments.map(({ bytes, ...rest }) => ({ ...rest, base64: bytes.toBase64() }));
  return { made: { ...mail, headers: {}, attachments: pictures } };
}

type Chosen = Report | { deleted: number };

/** The reports in the order of the action, or of the board. */
async function reportsOf(
  wanted: DigestDraft["reports"],
  { db }: DigestHouse,
): Promise<{ chosen: Chosen[]; more: number }> {
  if (wanted === "board") {
    const { reports: chosen, more } = await boardReports(db, MOST_REPORTS);
    return { chosen, more };
  }
  const known = await reportsById(db, wanted);
  return { chosen: wanted.map((id) => known.get(id) ?? { deleted: id }), more: 0 };
}

/** One after the other: what two of them look at might be too much at once. */
async function answersOf(chosen: readonly Chosen[], house: DigestHouse): Promise<DigestReport[]> {
  const end = house.clock() + LONGEST_MS;
  const asked: DigestReport[] = [];
  for (const report of chosen) {
    if ("deleted" in report) {
      asked.push({ name: `Report ${report.deleted}`, question: null, failure: "it was deleted." });
    } else {
      asked.push(await answerOf(report, end, house));
    }
  }
  return asked;
}

async function answerOf(report: Report, end: number, { answer, clock }: DigestHouse): Promise<DigestReport> {
  const { name } = report;
  let question: Question | null = null;
  try {
    question = askable(report);
    if (clock() > end) return { name, question, failure: "the reports before it took too long." };
    return { name, question, answer: await answer(question) };
  } catch (error) {
    if (error instanceof Problem && LASTING.has(error.code)) return { name, question, failure: error.message };
    throw error;
  }
}

/** Undefined where they are too many to be counted. */
async function countEverybody({ answer }: DigestHouse): Promise<number | undefined> {
  try {
    return ((await answer(EVERYBODY)) as unknown as CohortAnswer).base;
  } catch (error) {
    if (error instanceof Problem && LASTING.has(error.code)) return undefined;
    throw error;
  }
}

/** Problems that another try a minute later would have, too. */
const LASTING: ReadonlySet<ProblemCode> = new Set([
  "request_invalid",
  "query_too_large",
  "query_too_long",
  "query_unslotted",
]);
