import { addressOf, SCREEN_OF } from "#core/report/address.ts";
import type { Asked } from "#dashboard/api/answer.ts";

export { addressOf };

/**
 * A report is its address: `?q=` is the question as POST /api/query takes it, other parameters say how it is shown. While a
 * report is being built, what is there of its question may lack what it still needs.
 */
export type Draft<Question extends Asked> = Pick<Question, "kind"> & {
  [Field in keyof Question]?: Question[Field] | undefined;
};

/** The question in an address; null where there is none of this kind. */
export function questionIn<Question extends Asked>(search: string, kind: Question["kind"]): Draft<Question> | null {
  const value = objectIn(new URLSearchParams(search).get("q"));
  return isOfKind<Question>(value, kind) ? value : null;
}

const isOfKind = <Question extends Asked>(value: unknown, kind: string): value is Draft<Question> =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;

/** The search part of an address with these parameters changed; null takes one out. Order stays, so that equal is equal. */
export function searchWith(search: string, changes: Record<string, string | null>): string {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

const KEPT = ["range", "from", "to", "filter", "timezone"] as const;

/** The address of another report, with the range and the filters of the one that is looked at. */
export function addressKeeping(search: string, kind: "segmentation" | "funnel" | "retention"): string {
  const question = objectIn(new URLSearchParams(search).get("q"));
  const kept = Object.fromEntries(
    KEPT.flatMap((field) => (question?.[field] === undefined ? [] : [[field, question[field]]])),
  );
  return Object.keys(kept).length === 0 ? SCREEN_OF[kind] : addressOf({ kind, ...kept });
}

/** The object that a parameter of an address holds; null where there is none, or a link was cut off on its way. */
export function objectIn(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
