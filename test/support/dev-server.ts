import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { Address } from "../../scripts/address-file.ts";
import { startDev } from "./dev-process-e2e.ts";

declare module "vitest" {
  export interface ProvidedContext {
    headwater: Address;
  }
}

/** One Headwater for all end-to-end tests of a part, on an empty database: tests tell their events apart by source. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "headwater-e2e-"));
  const dev = await startDev(folder, [process.execPath, "scripts/dev.ts"]);
  project.provide("headwater", dev.address);
  return async () => {
    await dev.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
