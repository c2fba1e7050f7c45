import type { Json, JsonObject } from "#core/json.ts";
import type { Definition, Field } from "#destinations/segment-catalogue/runtime/definition.ts";
import type { JsonSchema } from "#core/json-schema.ts";

/** CommonJS: whether its default is unwrapped depends on who runs the test. */
const packages = import.meta.glob<{ default: Definition | { default: Definition } }>(
  "../../node_modules/@segment/action-destinations/dist/destinations/*/index.js",
);

interface Core {
  fieldsToJsonSchema(fields: Record<string, Field>): JsonSchema;
  transform(mapping: Json, event: JsonObject): unknown;
}
/** As a file, since its declarations would bring a browser's for all tests. */
const cores = import.meta.glob<Core>("../../node_modules/@segment/actions-core/dist/cjs/index.js", { eager: true });
const [core] = Object.values(cores);
if (!core) throw new Error("@segment/actions-core is not installed");
export const { fieldsToJsonSchema, transform } = core;

async function* definitions(): AsyncGenerator<[slug: string, definition: Definition]> {
  for (const [path, load] of Object.entries(packages)) {
    const slug = path.split("/").at(-2) ?? "";
    if (slug === "example") continue;
    const { default: module } = await load();
    yield [slug, "default" in module ? module.default : module];
  }
}

/** The schema of every action and every settings form of Segment's whole package, offered or not. */
export async function allSchemas(): Promise<{ name: string; schema: JsonSchema }[]> {
  const found: { name: string; schema: JsonSchema }[] = [];
  for await (const [slug, definition] of definitions()) {
    const actions = Object.entries(definition.actions).map(([name, { fields }]): Form => [name, fields]);
    for (const [name, fields] of [...actions, ["settings", definition.authentication?.fields] satisfies Form]) {
      if (!fields || Object.keys(fields).length === 0) continue;
      found.push({ name: `${slug}/${name}`, schema: fieldsToJsonSchema(fields) });
    }
  }
  return found;
}
type Form = [name: string, fields: Record<string, Field> | undefined];

/** The mapping that every action comes with, and that of every preset. */
export async function allMappings(): Promise<{ name: string; mapping: Json }[]> {
  const found: { name: string; mapping: Json }[] = [];
  for await (const [slug, { actions, presets = [] }] of definitions()) {
    for (const [name, { fields }] of Object.entries(actions)) {
      const defaults = Object.entries(fields ?? {}).map(([key, field]) => [key, field.default] as const);
      const mapping = Object.fromEntries(defaults.filter(([, value]) => value !== undefined)) as JsonObject;
      found.push({ name: `${slug}/${name}`, mapping });
    }
    for (const { name, mapping } of presets) {
      if (mapping) found.push({ name: `${slug}/preset ${name}`, mapping: mapping as JsonObject });
    }
  }
  return found;
}

/** What all automatic presets subscribe to, each once. */
export async function allSubscriptions(): Promise<string[]> {
  const found = new Set<string>();
  for await (const [, { presets = [] }] of definitions()) {
    for (const { type, subscribe } of presets) if (type === "automatic" && subscribe) found.add(subscribe);
  }
  return [...found];
}
