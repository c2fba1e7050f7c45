import type { PropertySchema } from "#dashboard/api/tracking-plan.ts";

/** Types as people call them. "other": a rule that has no name here; it stays as it is. */
export const TYPE_WORDS = {
  any: "Anything",
  string: "Text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  date: "Day",
  "date-time": "Date and time",
  object: "Object",
  objects: "List of objects",
  array: "List",
  other: "Several types",
} as const;
export type RowType = keyof typeof TYPE_WORDS;

/** A property as a row of a table; what lies in it stands below. */
export interface PropertyRow {
  /** Made here: a name changes while it is typed. */
  id: string;
  name: string;
  type: RowType;
  required: boolean;
  /** Everything else that its schema says. */
  rule: PropertySchema;
  inner: PropertyRow[];
}

let made = 0;
const nextId = (): string => `row ${(made += 1)}`;

export const emptyRow = (): PropertyRow => ({
  id: nextId(),
  name: "",
  type: "string",
  required: false,
  rule: {},
  inner: [],
});

function typeOf({ type, format, items }: PropertySchema): RowType {
  if (type === undefined) return "any";
  if (Array.isArray(type)) return "other";
  if (type === "string") return format ?? "string";
  if (type === "array") return items?.type === "object" ? "objects" : "array";
  return type === "null" ? "other" : type;
}

/** The properties of an object's schema as rows. */
export function rowsOf({ properties = {}, required = [] }: PropertySchema): PropertyRow[] {
  return Object.entries(properties).map(([name, rule]) => {
    const type = typeOf(rule);
    const within = type === "objects" ? rule.items : type === "object" ? rule : undefined;
    return { id: nextId(), name, type, required: required.includes(name), rule, inner: rowsOf(within ?? {}) };
  });
}

/** The schema with these rows as its properties. Rows without a name are left out. */
export function withRows(schema: PropertySchema, rows: readonly PropertyRow[]): PropertySchema {
  const named = rows.filter(({ name }) => name.trim() !== "");
  const required = named.filter((row) => row.required).map(({ name }) => name.trim());
  return {
    ...schema,
    type: "object",
    properties: Object.fromEntries(named.map((row) => [row.name.trim(), schemaOf(row)])),
    required: required.length > 0 ? required : undefined,
  };
}

function schemaOf({ type, rule, inner }: PropertyRow): PropertySchema {
  const { type: before, format: _, ...rest } = rule;
  switch (type) {
    case "any":
      return rest;
    case "other":
      return { ...rule, type: before };
    case "date":
    case "date-time":
      return { ...rest, type: "string", format: type };
    case "objects":
      return { ...rest, type: "array", items: withRows(rest.items ?? {}, inner) };
    case "object":
      return withRows(rest, inner);
    case "array":
    case "string":
    case "number":
    case "integer":
    case "boolean":
      return { ...rest, type };
  }
}
