import type { Api } from "../../connections/api.ts";
import { Failure } from "../../connections/failure.ts";
import { findAll, findOne, type FoundEntry } from "./found.ts";
import type { Collection, Entry, Kind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { placeholderFor } from "./placeholders.ts";
import { type Known, toNames } from "./references.ts";
import { joined } from "./secret-parts.ts";

/** A deployment's set-up as a file would have it. Secrets are never given out: each is a variable's name. */
export async function pull(api: Api): Promise<Entry> {
  const result: Entry = {};
  const names = new Map<string, Map<number, string>>();
  const known: Known = { idOf: () => undefined, nameOf: (kind, id) => names.get(kind)?.get(id) };
  for (const kind of KINDS) {
    if (kind.form === "single") {
      const found = await findOne(api, kind);
      if (found) result[kind.key] = withVariables(kind, kind.key, found);
      continue;
    }
    const all = await findAll(api, kind);
    requireUnique(kind, all);
    names.set(kind.key, new Map(all.map(({ id, name }) => [id, name])));
    result[kind.key] = all.map((found) => toNames(withVariables(kind, found.name, found), kind.references, known));
  }
  return result;
}

/** In the file an entry is known by its name. Throws Failure. */
export function requireUnique({ one, key }: Collection, all: readonly FoundEntry[]): void {
  const names = all.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Failure(`Two of the deployment's ${key} are called "${twice}". Give one ${one} another name first.`);
}

const withVariables = (kind: Kind, owner: string, { entry, secrets }: Pick<FoundEntry, "entry" | "secrets">): Entry =>
  joined(
    kind,
    entry,
    new Map([...secrets].map((path) => [path, placeholderFor(owner, path.replace(/^settings\./, ""))])),
  );
