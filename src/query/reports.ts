import { asc, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { reports } from "#core/schema.ts";

/** A saved question. Its relative ranges stay relative: they count from whenever it is answered. */
export interface Report {
  id: number;
  name: string;
  description: string;
  question: Question;
  /** Its place on the home board, from left to right; null: not on it. */
  board: number | null;
  /** ms */
  createdAt: number;
  updatedAt: number;
}

/** Reports of one list. */
const MAX_LISTED = 1_000;
/** Characters of a question: D1 refuses a value of over 2 MB, and nobody writes this much by hand. */
const MAX_QUESTION = 100_000;

// What is stored was a question when it was saved, with all its choices written out.
const reportOf = (row: typeof reports.$inferSelect): Report => ({
  ...row,
  question: JSON.parse(row.question) as Question,
});

function textOf(question: Question): string {
  const text = JSON.stringify(question);
  if (text.length <= MAX_QUESTION) return text;
  throw new Problem("request_invalid", { detail: `question: ${MAX_QUESTION} characters at most` });
}

/** The reports changed last, newest first. */
export async function listReports(db: D1Database): Promise<Report[]> {
  const rows = await drizzle(db)
    .select()
    .from(reports)
    .orderBy(desc(reports.updatedAt), desc(reports.id))
    .limit(MAX_LISTED);
  return rows.map(reportOf);
}

/** The first `most` reports of the home board, from left to right, and how many more there are. */
export async function boardReports(db: D1Database, most: number): Promise<{ reports: Report[]; more: number }> {
  const isOnBoard = isNotNull(reports.board);
  const store = drizzle(db);
  const rows = await store
    .select()
    .from(reports)
    .where(isOnBoard)
    .orderBy(asc(reports.board), desc(reports.updatedAt), desc(reports.id))
    .limit(most);
  const all = rows.length < most ? rows.length : await store.$count(reports, isOnBoard);
  return { reports: rows.map(reportOf), more: all - rows.length };
}

/** The reports of these ids (100 at most); those that were deleted are missing. */
export async function reportsById(db: D1Database, ids: readonly number[]): Promise<Map<number, Report>> {
  const rows = await drizzle(db)
    .select()
    .from(reports)
    .where(inArray(reports.id, [...ids]));
  return new Map(rows.map((row) => [row.id, reportOf(row)]));
}

/** Throws `not_found`. */
export async function reportById(db: D1Database, id: number): Promise<Report> {
  const [row] = await drizzle(db).select().from(reports).where(eq(reports.id, id));
  if (!row) throw new Problem("not_found");
  return reportOf(row);
}

/** Throws `request_invalid` where the question is too long to keep. */
export async function createReport(
  db: D1Database,
  { name, description, question }: Pick<Report, "name" | "description" | "question">,
  now: number,
): Promise<Report> {
  const [row] = await drizzle(db)
    .insert(reports)
    .values({ name, description, question: textOf(question), createdAt: now, updatedAt: now })
    .returning();
  if (!row) throw new Error("an insert returned nothing");
  return reportOf(row);
}

type Changes = { [Field in "name" | "description" | "question" | "board"]?: Report[Field] | undefined };

/** Changes what is given and leaves the rest; a place on the board is no change of the report itself. Throws `not_found`, and `request_invalid` as `createReport` does. */
export async function changeReport(
  db: D1Database,
  id: number,
  { board, ...report }: Changes,
  now: number,
): Promise<Report> {
  const { name, description, question } = report;
  const updatedAt = Object.values(report).some((value) => value !== undefined) ? { updatedAt: now } : {};
  const [row] = await drizzle(db)
    .update(reports)
    // Named, so that a request which changes nothing is still a statement.
    .set({ id, board, name, description, question: question && textOf(question), ...updatedAt })
    .where(eq(reports.id, id))
    .returning();
  if (!row) throw new Problem("not_found");
  return reportOf(row);
}

/** Throws `not_found`. */
export async function deleteReport(db: D1Database, id: number): Promise<void> {
  const gone = await drizzle(db).delete(reports).where(eq(reports.id, id)).returning({ id: reports.id });
  if (gone.length === 0) throw new Problem("not_found");
}

/** The question as today's rules read it. Throws `request_invalid` where they have changed since it was saved. */
export function askable({ question }: Report): Question {
  const read = Question.safeParse(question);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem("request_invalid", {
    detail: `question: saved under older rules; ask it anew. ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
    cause: read.error,
  });
}
