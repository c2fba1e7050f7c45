import { useCallback, useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import { type Draft, questionIn, searchWith } from "#dashboard/report/report-url.ts";

/**
 * The report in the address. Changing the question or how it is shown goes to a new address, so back and forward work;
 * `start` is what a screen opens with, and `complete` gives a draft what it lacks: both are written into the address.
 */
export function useReport<Question extends Asked>(
  kind: Question["kind"],
  complete: (draft: Draft<Question> | null) => Draft<Question>,
) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const draft = useMemo(() => complete(questionIn<Question>(search, kind)), [search, kind, complete]);
  const text = JSON.stringify(draft);
  const isWritten = new URLSearchParams(search).get("q") === text;
  useEffect(() => {
    if (!isWritten) navigate(path + searchWith(search, { q: text }), { replace: true });
  }, [isWritten, navigate, path, search, text]);
  const ask = useCallback(
    (next: Draft<Question>) => navigate(path + searchWith(search, { q: JSON.stringify(tidy(next)), people: null })),
    [navigate, path, search],
  );
  const shown = useMemo(() => new URLSearchParams(search), [search]);
  const show = useCallback(
    (changes: Record<string, string | null>) => navigate(path + searchWith(search, changes)),
    [navigate, path, search],
  );
  return { draft, ask, shown, show };
}

/** Without what is undefined: it would not survive the address. */
const tidy = <Value extends object>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
