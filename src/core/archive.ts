import type { Json } from "#core/json.ts";

/** Which archived facts are asked for; times are ms and inclusive, infinite ones are all there is. */
export interface FactsAsked {
  from: number;
  to: number;
  /** Null: all. */
  nameIds: ReadonlySet<number> | null;
  /** UTC hours since 1970; null: all. What is given may also be of other hours. */
  hours: ReadonlySet<number> | null;
}

/** Facts of one event name as columns, called as those of the table: `ts`, `seq`, `actor_id`, `s1` … */
export interface FactChunk {
  nameId: number;
  size: number;
  /** A column the table has: `size` values. */
  column(name: string): readonly Json[];
}

/** Events that lie outside the database: src/archive keeps them, the store and questions read them. */
export interface Archive {
  /** The stored lines of those of these arrival numbers that lie there and were not erased. */
  lines(seqs: readonly number[]): Promise<Map<number, string>>;
  /** How many facts of this time are there, at most. */
  countFacts(asked: FactsAsked): Promise<number>;
  /** Those facts and perhaps a few of other times, each once, in no order. */
  facts(asked: FactsAsked): AsyncGenerator<FactChunk>;
}

/** For a store that has none: asked for anything that isn't in the database, it says so instead of leaving it out. */
export const NO_ARCHIVE: Archive = {
  lines: () => Promise.reject(new Error("these events are archived, and no archive was given to read them from")),
  countFacts: () => Promise.resolve(0),
  async *facts() {},
};
