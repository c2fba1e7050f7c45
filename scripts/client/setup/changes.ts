import { Failure } from "../../connections/failure.ts";
import { differences, type Difference } from "./difference.ts";
import { comparable, type FoundEntry } from "./found.ts";
import { type Collection, type Entry, type Kind, nameOf } from "./kind.ts";
import { filled } from "./placeholders.ts";
import { type Known, toIds, toNames } from "./references.ts";
import { joined, separate } from "./secret-parts.ts";

export interface Comparing {
  env: NodeJS.ProcessEnv;
  known: Known;
  /** Also secrets that are set already. */
  resendSecrets: boolean;
  isSecretSetting: (name: string) => boolean;
}

/** What has to be sent for an entry of the file, and how it differs from what there is; secrets only by their variables. */
export interface Compared {
  body: Entry;
  differences: Difference[];
}

/** Compares an entry with what the deployment has of it, or with nothing. Throws Failure where it is not well written. */
export function compare(
  kind: Kind,
  wanted: Entry,
  found: Pick<FoundEntry, "entry" | "secrets"> | null,
  { env, known, resendSecrets, isSecretSetting }: Comparing,
): Compared {
  const owner = nameOf(wanted, kind.key);
  const { open, secrets } = separate(kind, wanted, isSecretSetting);
  const references = kind.form === "collection" ? kind.references : [];
  const byIds = checked(kind, owner, withKept(kind, toIds(filled(open, env) as Entry, references, known), found));
  const sent = [...secrets].filter(([path, value]) =>
    value === null ? found?.secrets.has(path) : resendSecrets || !found?.secrets.has(path),
  );
  const inWords = (entry: Entry): Entry => toNames(comparable(kind, entry), references, known);
  const all = differences(found ? inWords(found.entry) : {}, inWords(byIds));
  return {
    body: joined(kind, byIds, new Map(sent.map(([path, value]) => [path, filled(value, env)]))),
    differences: [...all, ...sent.map(([at, to]) => ({ at, from: "not shown", to: to ?? undefined }))],
  };
}

/**
 * The settings of a connection are sent as a whole, so those that the file does not name are kept by naming them; null takes
 * one away. What else the file leaves out and the schema has no default for stays as well.
 */
function withKept(kind: Kind, entry: Entry, found: Pick<FoundEntry, "entry"> | null): Entry {
  const kept: Entry = {};
  for (const [field, value] of Object.entries(found?.entry ?? {}))
    if (!(field in entry) && (kind.form === "single" || field === "subscriptions")) kept[field] = value;
  if (kind.secrets !== "settings") return { ...kept, ...entry };
  const settings = { ...(found?.entry["settings"] as Entry | undefined), ...(entry["settings"] as Entry | undefined) };
  const set = Object.entries(settings).filter(([, value]) => value !== null);
  return { ...kept, ...entry, settings: Object.fromEntries(set) };
}

/** As the API will store it, defaults filled in. */
function checked(kind: Kind, owner: string, entry: Entry): Entry {
  const read = kind.schema.safeParse(entry);
  if (read.success) return JSON.parse(JSON.stringify(read.data)) as Entry;
  const [issue] = read.error.issues;
  throw new Failure(`${kind.key}, ${owner}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not readable"}`);
}

/** Throws Failure where a difference can't be made up for. */
export function requireChangeable(kind: Collection, name: string, all: readonly Difference[]): void {
  const fixed = all.find(({ at }) => kind.fixed.includes(at));
  if (fixed)
    throw new Failure(
      `${kind.one} ${name}: ${fixed.at} can't be changed from ${String(fixed.from)} to ${String(fixed.to)}. Give it another name, and it is made anew.`,
    );
}
