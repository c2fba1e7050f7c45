import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** One text for the contents of these files and folders below `base`: the same again only where none of them has changed. */
export function stampOf(
  paths: readonly string[],
  isMeant: (file: string) => boolean = () => true,
  base: string = root,
): string {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8", withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [path],
  );
  for (const file of files.filter(isMeant).toSorted()) hash.update(file.slice(base.length)).update(readFileSync(file));
  return hash.digest("hex");
}
