import * as z from "zod";
import { log, reasonOf } from "#core/log.ts";
import { CATEGORIES, type Destination } from "#destinations/contract.ts";
import { FormField, formOf } from "#destinations/settings-form.ts";

/** A destination as screens and the CLI see it, before it is switched on. */
export const DestinationEntry = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  categories: z.array(z.enum(CATEGORIES)),
  /** native: ours. curated, catalogue: Segment's open catalogue, checked by us or not. */
  tier: z.enum(["native", "curated", "catalogue"]),
  documentation: z.string(),
  settings: z.array(FormField),
  actions: z.record(z.string(), z.looseObject({ title: z.string(), description: z.string() })),
  presets: z.array(z.looseObject({ name: z.string(), action: z.string() })),
});
export type DestinationEntry = z.infer<typeof DestinationEntry>;

/** All destinations there are: what they ask for, and the code of one of them. */
export interface Registry {
  entries(): Promise<DestinationEntry[]>;
  find(slug: string): Promise<Destination | null>;
}

/** What a native destination shows. */
export const nativeEntry = (destination: Destination): DestinationEntry => ({
  slug: destination.slug,
  name: destination.name,
  description: destination.description,
  categories: [...destination.categories],
  tier: "native",
  documentation: destination.documentation,
  settings: formOf(destination),
  actions: Object.fromEntries(Object.entries(destination.actions).map(([name, action]) => [name, { ...action }])),
  presets: destination.presets.map((preset) => ({ ...preset })),
});

/**
 * Native destinations first; `more` are looked at for what is not among them. Where one of them can't be reached, the list
 * is the rest of it; `find` throws, since "there is none" would be wrong.
 */
export function createRegistry(natives: readonly Destination[], more: readonly Registry[] = []): Registry {
  const bySlug = new Map(natives.map((destination) => [destination.slug, destination]));
  return {
    async entries() {
      const others = (await Promise.all(more.map(entriesOf))).flat();
      return [...natives.map(nativeEntry), ...others.filter(({ slug }) => !bySlug.has(slug))];
    },
    async find(slug) {
      const native = bySlug.get(slug);
      if (native) return native;
      for (const registry of more) {
        const found = await registry.find(slug);
        if (found) return found;
      }
      return null;
    },
  };
}

async function entriesOf(registry: Registry): Promise<DestinationEntry[]> {
  try {
    return await registry.entries();
  } catch (error) {
    log("error", "catalogue_unreachable", { reason: reasonOf(error) });
    return [];
  }
}
