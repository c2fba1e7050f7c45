import type { DestinationRequest } from "#destinations/contract.ts";
import type { Json } from "#core/json.ts";
import type { About } from "./about.ts";
import type { Definition } from "./runtime/definition.ts";
import type { Perform } from "./runtime/perform.ts";
import type { CatalogueService, RemoteRequest } from "./service.ts";

type Load<Module> = () => Promise<Module>;

/** What scripts/build-catalogue.ts writes to built/index.js: everything by slug, and all of it loaded only when it is asked for. */
export interface CatalogueModules {
  about: Readonly<Record<string, Load<{ default: About }>>>;
  code: Readonly<Record<string, Load<{ default: Definition }>>>;
  runtime: Load<{ perform: Perform }>;
}

/** The catalogue where its modules are: in its own Worker, or in a test's. */
export const catalogueOf = ({ about, code, runtime }: CatalogueModules): CatalogueService => ({
  entries: () =>
    Promise.all(
      Object.values(about).map(async (load) => {
        const { slug, name, description, category, tier } = (await load()).default;
        return { slug, name, description, category, tier };
      }),
    ),
  about: async (slug) => (await own(about, slug)?.())?.default ?? null,
  async deliver(slug, work, request) {
    const load = own(code, slug);
    if (!load) throw new Error(`${slug} is not in the catalogue`);
    const [{ default: definition }, { perform }] = await Promise.all([load(), runtime()]);
    return perform({ ...work, definition, request: localRequest(request) });
  },
});

/** What the main Worker's request function throws, thrown here. */
class FailedThere extends Error {}

function localRequest(request: RemoteRequest): DestinationRequest {
  return async (url, options = {}) => {
    const answer = await request(url, options);
    if ("failure" in answer) throw Object.assign(new FailedThere(answer.failure.message), answer.failure);
    const { status, headers, text } = answer;
    return { status, headers: new Headers(headers), text, json: () => JSON.parse(text) as Json };
  };
}

/** The slug comes from the database or an address, and may be "constructor". */
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
