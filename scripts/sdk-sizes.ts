import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { transform } from "esbuild";
import { bundle } from "./build-sdk.ts";

/**
 * npm run sizes: our SDK beside its peers, as their packages on npm hold what a page loads; fetched now, so no test does it.
 * What comes unminified is minified by esbuild first.
 */
const PEERS: readonly (readonly [name: string, spec: string, file: string])[] = [
  ["analytics-next", "@segment/analytics-next@1.84.3", "dist/umd/standalone.js"],
  ["RudderStack", "@rudderstack/analytics-js@3.34.1", "dist/npm/modern/esm/index.mjs"],
  ["PostHog", "posthog-js@1.449.2", "dist/array.js"],
  ["Mixpanel", "mixpanel-browser@2.83.0", "dist/mixpanel.min.js"],
  ["OpenPanel", "@openpanel/web@1.0.1", "dist/src/tracker.global.js"],
  ["Plausible", "@plausible-analytics/tracker@0.4.6", "plausible.js"],
  ["Counterscale", "@counterscale/tracker@3.4.1", "dist/loader/tracker.js"],
];

const sizes = (text: string): string[] => [
  Buffer.byteLength(text).toLocaleString("en-US"),
  gzipSync(text, { level: 9 }).length.toLocaleString("en-US"),
  brotliCompressSync(text).length.toLocaleString("en-US"),
];

async function peer(spec: string, file: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "peer-"));
  try {
    const tarball = execFileSync("npm", ["pack", "--silent", spec], { cwd: folder, encoding: "utf8" }).trim();
    execFileSync("tar", ["xzf", tarball, `package/${file}`], { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });
    const text = readFileSync(join(folder, "package", file), "utf8");
    return sizes((await transform(text, { minify: true })).code);
  } catch (error) {
    // A version or a file that is there no more: the others are shown all the same.
    return [`not there: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, "", ""];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows: string[][] = [];
for (const [name, entries] of Object.entries({
  "ours: the SDK": ["script.ts"],
  "ours, with all that it does by itself": ["script.ts", "auto/auto.ts"],
  "ours: vitals, frustration, errors": ["parts/vitals.ts", "parts/frustration.ts", "parts/errors.ts"],
  "ours: the stub": ["stub.ts"],
})) {
  const each = await Promise.all(entries.map(async (entry) => sizes(await bundle(entry))));
  const sum = (column: number) =>
    each.reduce((total, row) => total + Number(row[column]?.replaceAll(",", "")), 0).toLocaleString("en-US");
  rows.push([name, sum(0), sum(1), sum(2)]);
}
for (const [name, spec, file] of PEERS) rows.push([`${name} (${spec})`, ...(await peer(spec, file))]);
console.log("| library | minified | gzip -9 | brotli |\n|---|---|---|---|");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
