import { textOf } from "#core/comparison.ts";
import type { Condition } from "#core/question.ts";
import { MAX_SLOT_TEXT } from "#core/limits.ts";
import { COLUMN_OF, DIMENSIONS, type Source } from "#query/columns.ts";

/** A condition on a fact `f`, as SQL with its values apart from it. */
export interface FactCondition {
  sql: string;
  values: (string | number)[];
}

const ALWAYS: FactCondition = { sql: "1", values: [] };
const NEVER: FactCondition = { sql: "0", values: [] };

/** No fact fulfils it. */
export const isNever = ({ sql }: FactCondition): boolean => sql === NEVER.sql;

/**
 * A filter as a condition that holds for exactly the same facts of one event name; null where only the whole event, or
 * the person, can tell. `sources` says where each property of the filter is found.
 */
export function factCondition(
  filter: Condition | undefined,
  sources: ReadonlyMap<string, Source>,
): FactCondition | null {
  if (filter === undefined) return ALWAYS;
  if ("and" in filter) {
    const all = filter.and.map((one) => factCondition(one, sources));
    const known = all.filter((one) => one !== null);
    if (known.length < all.length) return null;
    if (known.some(isNever)) return NEVER;
    return {
      sql: known.map(({ sql }) => `(${sql})`).join(" AND ") || ALWAYS.sql,
      values: known.flatMap(({ values }) => values),
    };
  }
  if (!("property" in filter) || "aggregate" in filter || (filter.op ?? "eq") !== "eq") return null;
  const source = sources.get(filter.property);
  const texts = [filter.value].flat().map((value) => (isPlain(value) ? textOf(value) : null));
  if (source === undefined || source.isPacked || source.own !== null || !texts.every(isShort)) return null;
  if (source.slot !== null) return source.dimension === null ? slotIs(source.slot, texts) : null;
  return source.dimension === null ? NEVER : dimensionIs(source.dimension, texts);
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** A slot never holds this text in any other form than itself: it is short, and no list or object. */
const isShort = (text: string | null): text is string =>
  text !== null && text.length <= MAX_SLOT_TEXT && text.isWellFormed() && !/[\0[{]/.test(text);

/** Values compare as text: the text itself, or the number that is written so. */
function slotIs(slot: number, texts: readonly string[]): FactCondition | null {
  // SQLite keeps whole numbers beyond 2^53 exactly, where a parameter is a double.
  if (texts.some((text) => Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text)))) return null;
  const values = texts.flatMap((text) => (String(Number(text)) === text ? [text, Number(text)] : [text]));
  return { sql: `f.s${slot} IN (${values.map(() => "?").join(", ")})`, values };
}

function dimensionIs(dimension: keyof typeof DIMENSIONS, texts: readonly string[]): FactCondition {
  const [table, column] = DIMENSIONS[dimension];
  return {
    sql: `f.${COLUMN_OF[table]} IN (SELECT id FROM ${table} WHERE ${column} IN (${texts.map(() => "?").join(", ")}))`,
    values: [...texts],
  };
}
