import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerMeta } from "#core/answer.ts";
import { call, callText } from "#dashboard/api/client.ts";

/** A question as it is asked: the JSON of docs/query.md. The server says what is wrong with it, by field. */
export type Asked = { kind: "segmentation" | "funnel" | "retention" | "cohort" } & Record<string, unknown>;

const STALE_MS = 30_000;

/**
 * Asks a question; null asks nothing. The last answer stays to be looked at while a new one is on its way, and an answer
 * that was here before is shown at once, with its age.
 */
// The caller says which kind of answer the kind of its question has.
// oxlint-disable-next-line no-unnecessary-type-parameters
export function useAnswer<Answer>(question: Asked | null) {
  const client = useQueryClient();
  const key = ["answer", question] as const;
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call<Answer & { meta: AnswerMeta }>("/api/query", { method: "POST", body: question, signal }),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
  });
  return {
    answer: query.data ?? null,
    error: query.error,
    isAsking: query.isFetching,
    /** What is shown answers the question before this one. */
    isOld: query.isPlaceholderData,
    /** ms, when the answer came. */
    answeredAt: query.dataUpdatedAt,
    cancel: () => void client.cancelQueries({ queryKey: key }),
    again: () => void query.refetch(),
  };
}
export type Asking<Answer> = ReturnType<typeof useAnswer<Answer>>;

/** The answer as a table for spreadsheets. */
export const answerCsv = (question: Asked): Promise<string> =>
  callText("/api/query?format=csv", { method: "POST", body: question });
