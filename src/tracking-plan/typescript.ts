import { typesOf } from "#core/json-schema.ts";
import type { PlannedEvent, PropertySchema } from "#core/tracking-plan.ts";

/**
 * Declarations of a plan for TypeScript: what each event takes, and `Planned<Library>`, which makes a library's `track`,
 * `identify` and `group` take nothing else. Names and values come from the plan as JSON literals, so nothing in them is code.
 */
export function declarationsOf(events: readonly PlannedEvent[]): string {
  const tracked = events.filter(({ kind }) => kind === "track");
  const traitsOf = (kind: "identify" | "group") => events.find((event) => event.kind === kind)?.schema;
  return `${[
    "// Made from the tracking plan: npm run --silent plan -- types > headwater.d.ts",
    ["/** What each event takes. */", `export interface TrackedEvents ${eventsBlock(tracked)}`].join("\n"),
    `export type UserTraits = ${objectType(traitsOf("identify") ?? {}, "")};`,
    `export type GroupTraits = ${objectType(traitsOf("group") ?? {}, "")};`,
    CALLS,
  ].join("\n\n")}\n`;
}

/** Overloads would not do: a call that fits none of ours would fit the library's own, so those have to go. */
const CALLS = `type Library = { track: Call; identify: Call; group: Call };
type Call = (...given: never[]) => unknown;
/** Properties may be left out where none of them is required. */
type Given<Fields> = {} extends Fields ? [fields?: Fields | null, ...more: unknown[]] : [fields: Fields, ...more: unknown[]];

/** A library (ours, or Segment's) that takes what is planned, and nothing else: \`analytics as Planned<typeof analytics>\`. */
export type Planned<Of extends Library> = Omit<Of, "track" | "identify" | "group"> & {
  track<Name extends keyof TrackedEvents>(name: Name, ...given: Given<TrackedEvents[Name]>): ReturnType<Of["track"]>;
  identify(id: string | number | null | undefined, ...given: Given<UserTraits>): ReturnType<Of["identify"]>;
  identify(traits: UserTraits): ReturnType<Of["identify"]>;
  group(id: string | number | null | undefined, ...given: Given<GroupTraits>): ReturnType<Of["group"]>;
};`;

const eventsBlock = (events: readonly PlannedEvent[]): string =>
  block(
    events.map(
      ({ name, description, schema }) =>
        `${remark(description, "  ")}  ${JSON.stringify(name)}: ${objectType(schema, "  ")};`,
    ),
    "",
  );

const block = (lines: readonly string[], indent: string): string =>
  lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;

/** Nothing in a description ends the comment it stands in. */
const remark = (text: string, indent: string): string =>
  text.trim() === "" ? "" : `${indent}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ").trim()} */\n`;

/** An object that may have more than is planned, unless the plan says no. */
function objectType({ properties = {}, required = [], additionalProperties }: PropertySchema, indent: string): string {
  const inner = `${indent}  `;
  const needed = new Set(required);
  const lines = Object.entries(properties).map(
    ([key, rule]) =>
      `${remark(rule.description ?? "", inner)}${inner}${JSON.stringify(key)}${needed.has(key) ? "" : "?"}: ${typeOf(rule, inner)};`,
  );
  for (const key of required) {
    if (!Object.hasOwn(properties, key)) lines.push(`${inner}${JSON.stringify(key)}: unknown;`);
  }
  if (additionalProperties !== false) lines.push(`${inner}[more: string]: unknown;`);
  return block(lines, indent);
}

function typeOf(rule: PropertySchema, indent: string): string {
  if (rule.enum) return rule.enum.map((value) => JSON.stringify(value)).join(" | ");
  const types = typesOf(rule).map((type) => {
    switch (type) {
      case "string":
        return rule.format === undefined ? "string" : "string | Date";
      case "number":
      case "integer":
        return "number";
      case "boolean":
      case "null":
        return type;
      case "array":
        return `Array<${rule.items ? typeOf(rule.items, indent) : "unknown"}>`;
      case "object":
        return objectType(rule, indent);
    }
  });
  if (types.length > 0) return [...new Set(types)].join(" | ");
  return "unknown";
}
