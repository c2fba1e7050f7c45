import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");

/** Builds the dashboard into public/, where the Worker serves it from. Takes some seconds. */
export async function buildDashboard(): Promise<void> {
  rmSync(join(root, "public/app"), { recursive: true, force: true });
  await build({ configFile: join(root, "src/dashboard/vite.config.ts") });
}

if (import.meta.main) await buildDashboard();
