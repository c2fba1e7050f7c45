import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { minifySync } from "vite";

const root = join(import.meta.dirname, "..");
const sources = join(root, "src/sdk");
const served = join(root, "public/sdk");
const packaged = join(root, "dist/browser");

/** Browsers of the last four years; what they lack is asked for before it is used. */
const TARGET = "es2022";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

/** One file of the SDK as browsers get it: everything in it, and as short as it gets. */
export async function bundle(entry: string, format: "iife" | "esm" = "iife"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(sources, entry)],
    bundle: true,
    write: false,
    format,
    target: TARGET,
    define: { VERSION: JSON.stringify(version) },
    absWorkingDir: root,
    // Each would say "use strict", which scripts of this kind don't need.
    tsconfigRaw: {},
  });
  const { code } = minifySync(basename(entry), outputFiles[0]?.text ?? "", {
    module: format === "esm",
    compress: { target: TARGET },
    // The whole file is one function or one module, so nothing at its top is anybody else's.
    mangle: { toplevel: true },
  });
  return code.trimEnd();
}

/** What the Worker serves: the SDK itself, and the parts that it or the page adds. */
export const SERVED: Readonly<Record<string, string>> = {
  "site.js": "script.ts",
  "auto.js": "auto/auto.ts",
  "vitals.js": "parts/vitals.ts",
  "frustration.js": "parts/frustration.ts",
  "errors.js": "parts/errors.ts",
  "hints.js": "parts/hints.ts",
};

/** The package for bundlers: one module, with the types of the API; and the stub, for a page to carry. */
async function packageFiles(): Promise<Record<string, string>> {
  const api = readFileSync(join(sources, "api.ts"), "utf8");
  return {
    "index.js": await bundle("npm.ts", "esm"),
    "stub.js": await bundle("stub.ts"),
    "index.d.ts": `${api}\nexport declare const AnalyticsBrowser: {\n  load(source: Source, settings?: Settings): Analytics;\n};\n`,
    "package.json": `${JSON.stringify(
      {
        name: "@headwater/browser",
        version,
        license: "MIT",
        type: "module",
        exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
        types: "./index.d.ts",
        sideEffects: false,
      },
      null,
      2,
    )}\n`,
  };
}

/** Files that are right already stay untouched: `wrangler dev` restarts at every change in public/. */
function place(folder: string, files: Record<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!Object.hasOwn(files, name)) rmSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    // Another Headwater of this folder may be serving the one there is.
    const fresh = join(dirname(folder), `.${name}-${process.pid}`);
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  }
}

/** npm run build:sdk: makes public/sdk/, where the Worker serves it from, and dist/browser/, the npm package. Takes 100 ms. */
export async function buildSdk(): Promise<void> {
  const files = Object.entries(SERVED).map(async ([name, entry]) => [name, await bundle(entry)] as const);
  place(served, Object.fromEntries(await Promise.all(files)));
  place(packaged, await packageFiles());
}

if (import.meta.main) await buildSdk();
