import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { Failure } from "../connections/failure.ts";
import { stampOf } from "../stamp.ts";
import { textOf } from "./whole-file.ts";
import { WorkerConfig } from "./worker-config.ts";

export const Written = z.strictObject({
  /** Of the sources, to see whether it has to be built again. */
  stamp: z.string(),
  /** Of what each Worker is made of. */
  code: z.strictObject({ headwater: z.string(), catalogue: z.string() }),
  headwater: WorkerConfig,
  catalogue: WorkerConfig,
});

/** Everything that a deployment is made of, bundled once for all clients. */
export interface Release extends z.infer<typeof Written> {
  folder: string;
  /** Names of the files, in the order they are applied. */
  migrations: string[];
}

/** The release in a folder. Throws Failure where there is none. */
export function readRelease(folder: string): Release {
  const text = textOf(join(folder, "release.json"));
  if (text === null) throw new Failure(`${folder} holds no release. Build one: npm run client -- build`);
  const migrations = readdirSync(join(folder, "migrations")).filter((name) => name.endsWith(".sql"));
  return { ...Written.parse(JSON.parse(text)), folder, migrations: migrations.toSorted() };
}

/** Makes a release of a folder that holds headwater/, catalogue/, public/ and migrations/. */
export function writeRelease(folder: string, parts: Omit<z.infer<typeof Written>, "code">): void {
  const code = {
    headwater: contentsOf(folder, ["headwater", "public"]),
    catalogue: contentsOf(folder, ["catalogue"]),
  };
  writeFileSync(join(folder, "release.json"), JSON.stringify({ ...parts, code } satisfies z.infer<typeof Written>));
}

/** The same for the same files, wherever the folder lies. */
const contentsOf = (folder: string, parts: readonly string[]): string =>
  stampOf(parts.map((part) => join(folder, part)).filter(existsSync), () => true, folder);

/** A migration's SQL. */
export const migrationSql = (release: Release, name: string): string =>
  readFileSync(join(release.folder, "migrations", name), "utf8");
