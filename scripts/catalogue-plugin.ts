import { readFileSync, realpathSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative, sep } from "node:path";
import type { Plugin } from "esbuild";
import { BRAND, TOKENS } from "../src/destinations/segment-catalogue/brand.ts";

const root = join(import.meta.dirname, "..");
const runtime = join(root, "src/destinations/segment-catalogue/runtime");
// As esbuild names the files that it reads.
const modules = realpathSync(join(root, "node_modules"));
const destinations = join(modules, "@segment/action-destinations/dist/destinations");

const actionsCore = join(modules, "@segment/actions-core/dist/esm/index.js");

/** What Segment's packages ask for that workerd has not, and what stands in for it. */
const STAND_INS: Readonly<Record<string, string>> = {
  // Makes code at run time.
  ajv: join(runtime, "ajv.ts"),
  "ajv-formats": join(runtime, "ajv-formats.ts"),
  // XMLHttpRequest or node-fetch.
  "cross-fetch": join(runtime, "cross-fetch.ts"),
  // Its build for Node reads files.
  liquidjs: join(modules, "liquidjs/dist/liquid.browser.mjs"),
  // `import` and `require` would find two copies, and a class of one is not that of the other.
  "@segment/actions-core": actionsCore,
  "segment:actions-core": actionsCore,
};

const builtins = new Set(builtinModules);

/** Makes esbuild take Segment's packages for workerd, with our name in them; `unused` says which replacements found nothing. */
export function forWorkers(slugs: readonly string[]): { plugin: Plugin; unused: () => string[] } {
  const edits = slugs.flatMap((slug) =>
    [...(BRAND[slug] ?? []), ...(TOKENS[slug] ?? [])].map(([from, to]) => ({ slug, from, to, found: false })),
  );
  const plugin: Plugin = {
    name: "segment-for-workers",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^destination:/ }, ({ path }) => ({
        path: path.slice("destination:".length),
        namespace: "entry",
      }));
      // The packages are CommonJS: their default export is one level further in.
      onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => ({
        contents: `import * as module from ${JSON.stringify(join(destinations, path, "index.js"))};
export default module.default.default ?? module.default;`,
        resolveDir: root,
      }));
      onResolve({ filter: /^[@a-z]/ }, ({ path, namespace, kind }) => {
        const standIn = Object.hasOwn(STAND_INS, path) ? STAND_INS[path] : undefined;
        if (standIn !== undefined) return { path: standIn };
        const name = path.replace(/^node:/, "");
        if (!builtins.has(name)) return undefined;
        // A `require` of what workerd has built in can only be an import there.
        if (kind === "import-statement" || namespace === "builtin") return { path: `node:${name}`, external: true };
        return { path: name, namespace: "builtin" };
      });
      onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
        contents: `import builtin from "node:${path}"; module.exports = builtin;`,
        loader: "js",
      }));
      onLoad({ filter: /action-destinations[/\\]dist[/\\]destinations[/\\].*\.js$/ }, ({ path }) => {
        const [slug] = relative(destinations, path).split(sep);
        const own = edits.filter((edit) => edit.slug === slug);
        if (own.length === 0) return undefined;
        let contents = readFileSync(path, "utf8");
        for (const edit of own) {
          edit.found ||= contents.includes(edit.from);
          contents = contents.replaceAll(edit.from, () => edit.to);
        }
        return { contents, loader: "js" };
      });
    },
  };
  return {
    plugin,
    unused: () => edits.filter(({ found }) => !found).map(({ slug, from }) => `${slug}: ${from}`),
  };
}
