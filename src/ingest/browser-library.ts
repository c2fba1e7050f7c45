import { Problem } from "#core/problem.ts";

/** Parts of our SDK that a page or the SDK itself asks for by name (scripts/build-sdk.ts); any other name is a write key. */
const PARTS = new Set(["auto.js", "vitals.js", "frustration.js", "errors.js", "hints.js"]);

/** The snippet's entry and what older ones call it. */
const ENTRIES = new Set(["analytics.min.js", "analytics.js"]);

/** Entries have one name for ever, so a new version has to be seen soon; chunks carry a hash in theirs. */
const SOON = "public, max-age=3600";
const NEVER = "public, max-age=31536000, immutable";

/** Our SDK: `KEY.js` is the whole, and says by its own name whose events these are. */
export const ownLibrary = (assets: Fetcher, url: string, file: string): Promise<Response> =>
  script(assets, new URL(`/sdk/${PARTS.has(file) ? file : "site.js"}`, url), SOON);

/**
 * What Segment's snippet asks for: our SDK in the place of Segment's library, unless the deployment wants that. Its chunks,
 * and itself as `standalone.js`, are there either way: a page may have loaded it an hour ago.
 */
export async function snippetLibrary(
  assets: Fetcher,
  url: string,
  file: string,
  isSegments: boolean,
): Promise<Response> {
  const isEntry = ENTRIES.has(file);
  if (isEntry && !isSegments) return ownLibrary(assets, url, file);
  if (!/^[\w.-]+\.js$/.test(file)) throw new Problem("not_found");
  const name = isEntry ? "standalone.js" : file;
  return script(assets, new URL(`/analytics-next/${name}`, url), name === "standalone.js" ? SOON : NEVER);
}

async function script(assets: Fetcher, url: URL, caching: string): Promise<Response> {
  const found = await assets.fetch(url);
  if (found.status !== 200) throw new Problem("not_found");
  return new Response(found.body, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": caching,
      "x-content-type-options": "nosniff",
      // A site that isolates itself (COEP) may load it, too.
      "cross-origin-resource-policy": "cross-origin",
    },
  });
}
