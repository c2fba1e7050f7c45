import type { AnswerMeta } from "#core/answer.ts";

/** An answer, whatever its kind. */
export type Answered = object & { meta: AnswerMeta };
