import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");

/**
 * npm run build [FOLDER]: builds the dashboard into public/, where the Worker serves it from, or into a folder that is to
 * be looked at. Takes a few seconds.
 */
export async function buildDashboard(folder = join(root, "public")): Promise<void> {
  // A test runner's own "test" would make React ten times as chatty and half as fast.
  process.env["NODE_ENV"] = "production";
  rmSync(join(folder, "app"), { recursive: true, force: true });
  await build({ configFile: join(root, "src/dashboard/vite.config.ts"), build: { outDir: folder } });
}

if (import.meta.main) await buildDashboard(process.argv[2]);
