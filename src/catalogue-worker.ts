import { WorkerEntrypoint } from "cloudflare:workers";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import type { CatalogueService, CatalogueWork, RemoteRequest } from "#destinations/segment-catalogue/service.ts";

// Named from here, as that is how they lie in the upload.
const catalogue = async () => catalogueOf(await import("./destinations/segment-catalogue/built/index.js"));

/** The second Worker: Segment's catalogue, and nothing else. Only the main one can call it (docs/decisions/0010). */
export default class Catalogue extends WorkerEntrypoint implements CatalogueService {
  async entries() {
    return (await catalogue()).entries();
  }
  async about(slug: string) {
    return (await catalogue()).about(slug);
  }
  async deliver(slug: string, work: CatalogueWork, request: RemoteRequest) {
    return (await catalogue()).deliver(slug, work, request);
  }
}
