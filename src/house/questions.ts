import { propertyOf } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import type { Question } from "#core/question.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import type { ReadHouse } from "#query/read.ts";
import { answer } from "#query/run.ts";
import { archiveOf } from "#house/archive.ts";
import { createPackReader } from "#store/unpacked.ts";
import { readSettings, settingsFrom } from "#workspace/settings.ts";

/** Arrival numbers looked up at a time. */
const SEQS_A_READ = 5_000;

/** What questions get of the store: the database, and whole events where facts are not enough. */
export const readHouse = (env: Env, answers: AnswerCache<Answered>): ReadHouse => ({ ...storeHouse(env), answers });

/** What a question that nobody is looking at is answered as of `now` (ms), with the workspace's settings as they are. */
export async function answerNow(
  env: Env,
  answers: AnswerCache<Answered>,
  question: Question,
  now: number,
): Promise<Answered> {
  const { timezone, weekStart } = settingsFrom(await readSettings(env.DB), env);
  return answer(readHouse(env, answers), question, { timezone, weekStart }, now);
}

/** The store without a memory of answers. */
export const storeHouse = (env: Env): ReadHouse => ({
  db: env.DB,
  archive: archiveOf(env),
  async propertiesOf(seqs, keys) {
    const reader = createPackReader(env.DB, archiveOf(env));
    const found = new Map<number, JsonObject>();
    const sorted = seqs.toSorted((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += SEQS_A_READ) {
      for (const [seq, event] of await reader.read(sorted.slice(at, at + SEQS_A_READ))) {
        found.set(seq, Object.fromEntries(keys.map((key) => [key, propertyOf(event, key)])));
      }
    }
    return found;
  },
});
