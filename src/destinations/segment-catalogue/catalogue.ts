import { detailOf, type Registry } from "#destinations/registry.ts";
import type { About } from "./about.ts";
import { segmentDestinationOf } from "./destination.ts";
import type { CatalogueService } from "./service.ts";

/**
 * Segment's open catalogue, as far as it is offered (offered.ts, hidden.ts), as destinations of ours. Its code is in a Worker
 * of its own, `service`, so that the main one starts as fast as without it (docs/decisions/0010); undefined where that is not
 * bound, and then there is nothing of it.
 */
export function segmentRegistry(service: () => CatalogueService | undefined): Registry {
  /** What is known of a destination changes only with a deployment. */
  const known = new Map<string, About>();
  const aboutOf = async (catalogue: CatalogueService, slug: string): Promise<About | null> => {
    const about = known.get(slug) ?? (await catalogue.about(slug));
    if (about) known.set(slug, about);
    return about;
  };
  return {
    async entries() {
      const entries = (await service()?.entries()) ?? [];
      return entries.map(({ category, ...entry }) => ({ ...entry, categories: [category] }));
    },
    async detail(slug) {
      const catalogue = service();
      const about = catalogue && (await aboutOf(catalogue, slug));
      return about ? detailOf(segmentDestinationOf(about, catalogue), about.tier) : null;
    },
    async find(slug) {
      const catalogue = service();
      const about = catalogue && (await aboutOf(catalogue, slug));
      return about ? segmentDestinationOf(about, catalogue) : null;
    },
  };
}
