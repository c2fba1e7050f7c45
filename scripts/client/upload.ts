import { existsSync, rmSync, writeFileSync } from "node:fs";
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
  part: WorkerPart;
  config: string;
  tag: string;
  release: string;
  /** Values of secrets that the Worker does not have yet. */
  secrets: Record<string, string>;
}

/** Is there while an upload is under way, and after one that was broken off. */
const markOf = (folder: string, part: WorkerPart): string => join(folder, `${part}.uploading`);

/** The Workers whose last upload from this machine was not brought to its end. */
export const brokenOffIn = (folder: string): WorkerPart[] =>
  (["headwater", "catalogue"] as const).filter((part) => existsSync(markOf(folder, part)));

/** Uploads a Worker with its files, schedule, queues and domain, as `wrangler deploy` does. */
export async function upload(folder: string, { part, config, tag, release, secrets }: Upload): Promise<void> {
  // Beside the configuration, and gone again at once; a name of its own, so that two never read each other's.
  const file = join(folder, `.secrets-${process.pid}.json`);
  const hasSecrets = Object.keys(secrets).length > 0;
  try {
    writeWhole(markOf(folder, part), tag);
    if (hasSecrets) writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    await runWrangler(
      ["deploy", "--config", config, "--tag", tag, "--message", release].concat(
        hasSecrets ? ["--secrets-file", file] : [],
      ),
    );
    rmSync(markOf(folder, part), { force: true });
  } catch (cause) {
    throw new Failure(cause instanceof Error ? cause.message : "wrangler could not be run", { cause });
  } finally {
    rmSync(file, { force: true });
  }
}
