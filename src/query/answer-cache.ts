import type { Question } from "#core/question.ts";

/** What is stored, as a number of sorts: the same data gives the same answers. */
export interface DataVersion {
  version: string;
  /** Logins or aliases are on their way into the person map, for moments usually. */
  isSettling: boolean;
  /** `whereFactsAre` (core/archive-version.ts). */
  facts: number;
}

/** Reads what version of the data a question is about to be asked of: four look-ups. */
export async function dataVersion(db: D1Database): Promise<DataVersion> {
  const row = await db
    .prepare(
      `SELECT (SELECT max(id) FROM packs) AS pack, (SELECT n FROM map_version WHERE id = 1) AS map,
         EXISTS (SELECT 1 FROM pending_links) AS settling,
         coalesce((SELECT facts FROM archive_state WHERE id = 1), 0) AS facts`,
    )
    .first<{ pack: number | null; map: number | null; settling: number; facts: number }>();
  return {
    version: `${row?.pack ?? 0}/${row?.map ?? 0}`,
    isSettling: row?.settling === 1,
    facts: row?.facts ?? 0,
  };
}

interface Kept<Answer> {
  version: string;
  madeAt: number;
  answer: Answer;
}

/** Answers an isolate keeps, and how old one may be, ms: questions about "the last 30 days" move with the clock. */
const MAX_ANSWERS = 100;
const MAX_AGE_MS = 30_000;

/** Remembers answers: identical questions of the same data are computed once. */
export function createAnswerCache<Answer extends object>() {
  const kept = new Map<string, Kept<Answer>>();
  const keyOf = (question: Question, defaults: object): string => JSON.stringify([question, defaults]);
  return {
    find(question: Question, defaults: object, { version }: DataVersion, now: number): Answer | null {
      const found = kept.get(keyOf(question, defaults));
      if (!found || found.version !== version || now - found.madeAt > MAX_AGE_MS) return null;
      return found.answer;
    },
    keep(question: Question, defaults: object, { version }: DataVersion, now: number, answer: Answer): void {
      const key = keyOf(question, defaults);
      kept.delete(key);
      kept.set(key, { version, madeAt: now, answer });
      const [oldest] = kept.keys();
      if (kept.size > MAX_ANSWERS && oldest !== undefined) kept.delete(oldest);
    },
  };
}
export type AnswerCache<Answer extends object> = ReturnType<typeof createAnswerCache<Answer>>;
