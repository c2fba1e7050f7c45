import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { experimental_readRawConfig as readRawConfig } from "wrangler";
import { buildCatalogue } from "../build-catalogue.ts";
import { buildDashboard } from "../build-dashboard.ts";
import { buildSdk } from "../build-sdk.ts";
import { copyBrowserLibrary } from "../copy-browser-library.ts";
import { stampOf } from "../stamp.ts";
import { runWrangler } from "../wrangler.ts";
import { readRelease, type Release, writeRelease, Written } from "./release.ts";
import { textOf } from "./whole-file.ts";
import { WorkerConfig } from "./worker-config.ts";

const root = join(import.meta.dirname, "../..");
const SOURCES = ["src", "public", "migrations", "wrangler.toml", "catalogue.wrangler.toml", "package-lock.json"];

/** Builds a release of these sources into .wrangler/release; nothing where that is what lies there. */
export async function buildRelease(folder = join(root, ".wrangler/release")): Promise<Release> {
  copyBrowserLibrary();
  await buildSdk();
  await buildDashboard();
  await buildCatalogue();
  const stamp = stampOf(SOURCES.map((path) => join(root, path)));
  const before = textOf(join(folder, "release.json"));
  if (before !== null && Written.safeParse(JSON.parse(before)).data?.stamp === stamp) return readRelease(folder);
  const fresh = `${folder}-${process.pid}`;
  try {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    for (const [config, part] of [
      ["wrangler.toml", "headwater"],
      ["catalogue.wrangler.toml", "catalogue"],
    ] as const) {
      await runWrangler(["deploy", "--dry-run", "--config", config, "--outdir", join(fresh, part)]);
      dropUnsent(join(fresh, part));
    }
    for (const part of ["public", "migrations"]) cpSync(join(root, part), join(fresh, part), { recursive: true });
    const raw = (file: string) => WorkerConfig.parse(readRawConfig({ config: join(root, file) }).rawConfig);
    writeRelease(fresh, { stamp, headwater: raw("wrangler.toml"), catalogue: raw("catalogue.wrangler.toml") });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return readRelease(folder);
}

/** wrangler writes beside the modules what is not uploaded. */
function dropUnsent(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (name.endsWith(".map") || name === "README.md") rmSync(join(folder, name));
  }
}
