import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { stampOf } from "./stamp.ts";

const root = join(import.meta.dirname, "..");
const served = join(root, "public");
const stampFile = join(root, ".wrangler/dashboard-stamp");

/**
 * npm run build [FOLDER]: builds the dashboard into public/, where the Worker serves it from, or into a folder that is to
 * be looked at. Takes a few seconds; into public/ nothing where nothing has changed.
 */
export async function buildDashboard(folder = served): Promise<void> {
  if (folder !== served) return buildInto(folder);
  const stamp = stampOf([
    join(root, "src/dashboard"),
    join(root, "src/core"),
    join(root, "package-lock.json"),
    import.meta.filename,
  ]);
  if (isBuilt(stamp)) return;
  // Made beside it and moved: another Headwater of this folder may be showing the one there is.
  const fresh = join(root, ".wrangler", `dashboard-${process.pid}`);
  try {
    await buildInto(fresh);
    mkdirSync(served, { recursive: true });
    for (const name of readdirSync(fresh)) replace(join(served, name), join(fresh, name));
    writeFileSync(stampFile, stamp);
  } catch (error) {
    // Two started at once, and the other was first.
    if (!isBuilt(stamp)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Two that build at once may each put theirs between the other's two steps; they are the same. */
function replace(old: string, fresh: string, attempts = 5): void {
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(fresh, old);
  } catch (error) {
    if (attempts === 1 || !(error instanceof Error) || !("code" in error) || error.code !== "ENOTEMPTY") throw error;
    replace(old, fresh, attempts - 1);
  }
}

const isBuilt = (stamp: string): boolean =>
  existsSync(join(served, "index.html")) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;

async function buildInto(folder: string): Promise<void> {
  // A test runner's own "test" would make React ten times as chatty and half as fast.
  process.env["NODE_ENV"] = "production";
  rmSync(join(folder, "app"), { recursive: true, force: true });
  await build({ configFile: join(root, "src/dashboard/vite.config.ts"), build: { outDir: folder } });
}

if (import.meta.main) await buildDashboard(process.argv[2]);
