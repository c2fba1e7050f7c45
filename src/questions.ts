import { propertyOf } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import type { ReadHouse } from "#query/read.ts";
import { createPackReader } from "#store/unpacked.ts";

/** Arrival numbers looked up at a time. */
const SEQS_A_READ = 5_000;

/** What questions get of the store: the database, and whole events where facts are not enough. */
export const readHouse = (env: Env, answers: AnswerCache<Answered>): ReadHouse => ({ ...storeHouse(env), answers });

/** The same without a memory of answers. */
export const storeHouse = (env: Env): ReadHouse => ({
  db: env.DB,
  async propertiesOf(seqs, keys) {
    const reader = createPackReader(env.DB);
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
