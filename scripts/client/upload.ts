import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../connections/failure.ts";
import { runWrangler } from "../wrangler.ts";
import { writeWhole } from "./whole-file.ts";
import type { WorkerPart } from "./plan.ts";
import type { WorkerConfigs } from "./worker-config.ts";

/** Writes wrangler's configurations; gives the file of each. `wrangler deploy -c FILE` by hand does what a step does. */
export function writeConfigs(folder: string, configs: WorkerConfigs): Record<WorkerPart, string> {
  const write = (part: WorkerPart): string => {
    const file = join(folder, `${part}.json`);
    writeWhole(file, `${JSON.stringify(configs[part], null, 2)}\n`);
    return file;
  };
  return { headwater: write("headwater"), catalogue: write("catalogue") };
}

export interface Upload {
  config: string;
  tag: string;
  release: string;
  /** Values of secrets that the Worker does not have yet. */
  secrets: Record<string, string>;
}

/** Uploads a Worker with its files, schedule, queues and domain, as `wrangler deploy` does. */
export async function upload(folder: string, { config, tag, release, secrets }: Upload): Promise<void> {
  // Beside the configuration, and gone again at once; a name of its own, so that two never read each other's.
  const file = join(folder, `.secrets-${process.pid}.json`);
  const hasSecrets = Object.keys(secrets).length > 0;
  try {
    if (hasSecrets) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    }
    await runWrangler(
      ["deploy", "--config", config, "--tag", tag, "--message", release].concat(
        hasSecrets ? ["--secrets-file", file] : [],
      ),
    );
  } catch (cause) {
    throw new Failure(cause instanceof Error ? cause.message : "wrangler could not be run", { cause });
  } finally {
    rmSync(file, { force: true });
  }
}
