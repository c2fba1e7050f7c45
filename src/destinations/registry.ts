import * as z from "zod";
import { log, reasonOf } from "#core/log.ts";
import { CATEGORIES, type Destination } from "#destinations/contract.ts";
import { FormField, formOf } from "#destinations/settings-form.ts";

/** A destination among others, as a catalogue shows it. */
export const DestinationEntry = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  categories: z.array(z.enum(CATEGORIES)),
  /** native: ours. curated, catalogue: Segment's open catalogue, checked by us or not. */
  tier: z.enum(["native", "curated", "catalogue"]),
});
export type DestinationEntry = z.infer<typeof DestinationEntry>;

/** All that is to be known of one before it is switched on: what it asks for, and what can be done there. */
export const DestinationDetail = DestinationEntry.extend({
  documentation: z.string(),
  settings: z.array(FormField),
  actions: z.record(z.string(), z.looseObject({ title: z.string(), description: z.string() })),
  presets: z.array(z.looseObject({ name: z.string(), action: z.string() })),
});
export type DestinationDetail = z.infer<typeof DestinationDetail>;

/** All destinations there are: what people see of them, and the code of one. */
export interface Registry {
  entries(): Promise<DestinationEntry[]>;
  detail(slug: string): Promise<DestinationDetail | null>;
  find(slug: string): Promise<Destination | null>;
}

/** What there is to know of a destination, by what it is. */
export const detailOf = (destination: Destination, tier: DestinationEntry["tier"]): DestinationDetail => ({
  slug: destination.slug,
  name: destination.name,
  description: destination.description,
  categories: [...destination.categories],
  tier,
  documentation: destination.documentation,
  settings: formOf(destination),
  actions: Object.fromEntries(Object.entries(destination.actions).map(([name, action]) => [name, { ...action }])),
  presets: destination.presets.map((preset) => ({ ...preset })),
});

const entryOf = ({ slug, name, description, categories }: Destination): DestinationEntry => ({
  slug,
  name,
  description,
  categories: [...categories],
  tier: "native",
});

/**
 * Native destinations first; `more` are looked at for what is not among them. Where one of them can't be reached, the list
 * is the rest of it; `detail` and `find` throw, since "there is none" would be wrong.
 */
export function createRegistry(natives: readonly Destination[], more: readonly Registry[] = []): Registry {
  const bySlug = new Map(natives.map((destination) => [destination.slug, destination]));
  return {
    async entries() {
      const others = (await Promise.all(more.map(entriesOf))).flat();
      return [...natives.map(entryOf), ...others.filter(({ slug }) => !bySlug.has(slug))];
    },
    async detail(slug) {
      const native = bySlug.get(slug);
      return native ? detailOf(native, "native") : firstOf(more, (registry) => registry.detail(slug));
    },
    async find(slug) {
      return bySlug.get(slug) ?? firstOf(more, (registry) => registry.find(slug));
    },
  };
}

async function firstOf<T>(registries: readonly Registry[], ask: (registry: Registry) => Promise<T | null>) {
  for (const registry of registries) {
    const found = await ask(registry);
    if (found !== null) return found;
  }
  return null;
}

async function entriesOf(registry: Registry): Promise<DestinationEntry[]> {
  try {
    return await registry.entries();
  } catch (error) {
    log("error", "catalogue_unreachable", { reason: reasonOf(error) });
    return [];
  }
}
