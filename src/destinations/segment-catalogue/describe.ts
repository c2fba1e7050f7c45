import type { Filter } from "#core/filter.ts";
import type { Json, JsonObject } from "#core/json.ts";
import type { Action, Preset } from "#destinations/contract.ts";
import { type About, type SettingField, TOKEN_SETTING } from "./about.ts";
import { BRAND } from "./brand.ts";
import { CURATED, type Curated } from "./curated.ts";
import { CATEGORY_BY_SLUG } from "./offered.ts";
import type { ActionDefinition, Definition, Field } from "./runtime/definition.ts";

/** Segment's own limit where an action names none. */
const MOST_EVENTS = 1_000;
/** Half of what the smallest of the batch APIs takes (Customer.io 500 kB), so that what a mapping adds fits. */
const MOST_BYTES = 250_000;

/**
 * What Segment's definition says, in our words; runs when the catalogue is built. Throws for a definition with a field that
 * has no place in a form of ours, and for a curated preset of an action that is no more.
 */
export function describe(slug: string, definition: Definition, filterOf: (fql: string) => Filter): About {
  const category = CATEGORY_BY_SLUG.get(slug);
  if (!category) throw new Error(`${slug} is not offered`);
  const curated = CURATED[slug];
  const name = curated?.name ?? plainName(definition.name);
  return {
    slug,
    name,
    description: curated?.description ?? ours(definition.description ?? `Events go to ${name}.`),
    category,
    tier: curated ? "curated" : "catalogue",
    documentation: `https://segment.com/docs/connections/destinations/catalog/${definition.slug ?? slug}/`,
    settings: settingsOf(definition, curated),
    actions: Object.fromEntries(Object.entries(definition.actions).map(([key, action]) => [key, actionOf(action)])),
    presets: presetsOf(definition, curated, filterOf),
    branded: slug in BRAND,
  };
}

/** "Braze Cloud Mode (Actions)" is how Segment tells its generations apart. */
const plainName = (name: string) =>
  name
    .replace(/^Actions? | Actions?$| \((?:Actions?|Cloud(?: Destination)?)\)$/gi, "")
    .replace(/ Cloud(?: Mode)?$/i, "")
    .trim();

/** Who sends, in a text for people. Links, and what Segment calls a segment of people, stay. */
const ours = (text: string) =>
  text
    .replaceAll(/(?<![\w./-])Segment(?![\w./-])/g, "Headwater")
    .replaceAll(/\s+/g, " ")
    .trim();

function settingsOf({ authentication }: Definition, curated: Curated | undefined): SettingField[] {
  const fields = Object.entries(authentication?.fields ?? {}).map(([name, field]) => settingOf(name, field));
  if (!curated?.token) return fields;
  return [
    { name: TOKEN_SETTING, ...curated.token, type: "string", required: true, secret: true, url: false },
    ...fields,
  ];
}

function settingOf(name: string, field: Field): SettingField {
  const { type } = field;
  if (type === "object" || type === "datetime" || field.multiple) throw new Error(`A setting ${name} that is ${type}`);
  const choices = Array.isArray(field.choices)
    ? field.choices.map((choice) =>
        typeof choice === "string"
          ? { value: choice, label: choice }
          : { value: String(choice.value), label: choice.label },
      )
    : undefined;
  return {
    name,
    title: ours(field.label ?? name),
    description: ours(field.description ?? field.label ?? name),
    type: type === "boolean" ? "boolean" : type === "number" || type === "integer" ? "number" : "string",
    required: field.required === true,
    secret: type === "password" || field.format === "password",
    url: field.format === "uri",
    ...(choices && { choices }),
    ...(isScalar(field.default) && { default: field.default }),
  };
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function actionOf(action: ActionDefinition): Action {
  const { enable_batching: batching, batch_size: size } = action.fields;
  const batched = action.performBatch !== undefined && batching?.default !== false;
  const named = typeof size?.default === "number" && size.default > 0 ? size.default : MOST_EVENTS;
  return {
    title: action.title,
    description: ours(action.description ?? ""),
    mapping: defaultsOf(action.fields),
    batch: { events: batched ? Math.min(named, MOST_EVENTS) : 1, bytes: MOST_BYTES },
  };
}

function defaultsOf(fields: Record<string, Field>): JsonObject {
  const entries = Object.entries(fields).filter(([, field]) => field.default !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [key, field.default as Json]));
}

function presetsOf(definition: Definition, curated: Curated | undefined, filterOf: (fql: string) => Filter): Preset[] {
  const own = curated?.presets?.map(({ name, action, when, mapping }) => {
    const defined = definition.actions[action];
    if (!defined) throw new Error(`${definition.name} has no action ${action} any more`);
    const merged = mapping && ({ ...defaultsOf(defined.fields), ...mapping } as JsonObject);
    return { name, action, filter: filterOf(when), ...(merged && { mapping: merged }) };
  });
  if (own) return own;
  return (definition.presets ?? []).flatMap(({ name, subscribe, partnerAction: action, mapping, type }) => {
    // The rest is for audiences, or of a plugin that Segment's library loads in the browser.
    if (type !== "automatic" || subscribe === undefined || !(action in definition.actions)) return [];
    const filter = filterOf(subscribe);
    return [{ name: ours(name), action, filter, ...(mapping && { mapping: mapping as JsonObject }) }];
  });
}
