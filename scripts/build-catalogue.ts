import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { HIDDEN } from "../src/destinations/segment-catalogue/hidden.ts";
import { describe } from "../src/destinations/segment-catalogue/describe.ts";
import { filterOf } from "../src/destinations/segment-catalogue/fql.ts";
import { CATEGORY_BY_SLUG } from "../src/destinations/segment-catalogue/offered.ts";
import type { Definition } from "../src/destinations/segment-catalogue/runtime/definition.ts";
import { forWorkers } from "./catalogue-plugin.ts";
import { stampOf } from "./stamp.ts";

const root = join(import.meta.dirname, "..");
const source = join(root, "src/destinations/segment-catalogue");
const packages = join(root, "node_modules/@segment/action-destinations/dist/destinations");
const built = join(source, "built");

/**
 * npm run build:catalogue: makes of Segment's packages what the Worker loads, one module a destination and what they share,
 * beside what is known of each without its code. Does nothing where neither packages nor our own files have changed.
 */
export async function buildCatalogue(): Promise<"built" | "as it was"> {
  const stamp = stampNow();
  if (builtStamp() === stamp) return "as it was";
  checkTables();
  // Made beside it and moved, so that nobody reads half of it.
  const fresh = join(source, `built-${process.pid}`);
  try {
    await buildInto(fresh);
    writeFileSync(join(fresh, "stamp"), stamp);
    rmSync(built, { recursive: true, force: true });
    renameSync(fresh, built);
  } catch (error) {
    // Two started at once, and the other was first.
    if (builtStamp() !== stamp) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return "built";
}

function builtStamp(): string | null {
  const file = join(built, "stamp");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

async function buildInto(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const slugs = [...CATEGORY_BY_SLUG.keys()].toSorted();
  // Of those that we have ourselves, too: tests compare what Segment's would send.
  await bundle([...slugs, ...HIDDEN.native], folder);
  for (const slug of slugs) {
    const module = (await import(pathToFileURL(join(folder, `${slug}.js`)).href)) as { default: Definition };
    const about = describe(slug, module.default, filterOf);
    writeFileSync(join(folder, `${slug}.about.js`), `export default ${JSON.stringify(about)};\n`);
  }
  writeFileSync(join(folder, "index.js"), indexOf(slugs));
}

/** Of everything that the result depends on. */
const stampNow = (): string =>
  stampOf(
    [source, join(root, "package-lock.json"), import.meta.filename, join(import.meta.dirname, "catalogue-plugin.ts")],
    (file) => !file.startsWith(built) && /\.(ts|json)$/.test(file),
  );

/** Every destination of the package is offered, or hidden for a reason; none both, and none that there isn't. */
function checkTables(): void {
  const there = readdirSync(packages).filter(
    (name) => name !== "example" && statSync(join(packages, name)).isDirectory(),
  );
  const listed = [...CATEGORY_BY_SLUG.keys(), ...Object.values(HIDDEN).flat()];
  const wrong = [
    ...there.filter((slug) => !listed.includes(slug)).map((slug) => `${slug} is neither offered nor hidden`),
    ...listed.filter((slug) => !there.includes(slug)).map((slug) => `${slug} is not in the package`),
    ...listed.filter((slug, index) => listed.indexOf(slug) !== index).map((slug) => `${slug} is listed twice`),
  ];
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

async function bundle(slugs: readonly string[], folder: string): Promise<void> {
  const { plugin, unused } = forWorkers(slugs);
  await build({
    entryPoints: {
      perform: join(source, "runtime/perform.ts"),
      ...Object.fromEntries(slugs.map((slug) => [slug, `destination:${slug}`])),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    conditions: ["workerd", "worker", "browser", "import", "require"],
    chunkNames: "shared-[hash]",
    minify: true,
    legalComments: "none",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    // Code that calls the global `fetch` goes the same way out as all other.
    inject: [join(source, "runtime/global-fetch.ts")],
    plugins: [plugin],
  });
  const stale = unused();
  if (stale.length > 0) throw new Error(`No longer in Segment's code:\n${stale.join("\n")}`);
}

function indexOf(slugs: readonly string[]): string {
  const map = (ending: string) =>
    slugs.map((slug) => `${JSON.stringify(slug)}:()=>import("./${slug}${ending}.js")`).join(",\n");
  return `export const runtime=()=>import("./perform.js");
export const about={${map(".about")}};
export const code={${map("")}};
`;
}

/** What a test runner calls before the first test. */
export const setup = async (): Promise<void> => void (await buildCatalogue());

if (import.meta.main) {
  const begun = performance.now();
  const result = await buildCatalogue();
  console.log(`Segment's catalogue: ${result} (${Math.round(performance.now() - begun)} ms)`);
}
