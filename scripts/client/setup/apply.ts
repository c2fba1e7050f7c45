import * as z from "zod";
import type { Api } from "../../connections/api.ts";
import { compare, requireChangeable } from "./changes.ts";
import { inLines } from "./difference.ts";
import { findAll, findOne, type FoundEntry, secretSettings } from "./found.ts";
import { type Collection, type Entry, nameOf, type Single } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import { requireUnique } from "./pull.ts";
import type { Known } from "./references.ts";
import type { SetupFile } from "./setup-file.ts";

export interface Applying {
  api: Api;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  isDryRun: boolean;
  isPruning: boolean;
  resendSecrets: boolean;
}

const Made = z.looseObject({ id: z.number() });
const Anything = z.looseObject({});

/**
 * Makes a deployment as the file says, a kind after the other; gives the number of changes. What the file does not name is
 * left alone, unless it is pruned. Broken off and applied again it goes on. Throws Failure.
 */
export async function apply(file: SetupFile, applying: Applying): Promise<number> {
  const ids = new Map<string, Map<string, number>>();
  const known: Known = {
    idOf: (kind, name) => ids.get(kind)?.get(name),
    nameOf: (kind, id) => [...(ids.get(kind) ?? [])].find(([, each]) => each === id)?.[0],
  };
  let did = 0;
  const superfluous: { kind: Collection; found: FoundEntry }[] = [];
  for (const kind of KINDS) {
    const wanted = file[kind.key];
    if (kind.form === "single") {
      if (wanted !== undefined && !Array.isArray(wanted)) did += await applyOne(kind, wanted, known, applying);
      continue;
    }
    const found = await findAll(applying.api, kind);
    ids.set(kind.key, new Map(found.map(({ name, id }) => [name, id])));
    if (!Array.isArray(wanted)) continue;
    requireUnique(kind, found);
    for (const entry of wanted) did += await applyEntry(kind, entry, found, { ids, known }, applying);
    superfluous.push(...missingFrom(wanted, found).map((each) => ({ kind, found: each })));
  }
  // What names others goes before those.
  for (const { kind, found } of superfluous.toReversed()) did += await drop(kind, found, applying);
  return did;
}

const missingFrom = (wanted: readonly Entry[], found: readonly FoundEntry[]): FoundEntry[] =>
  found.filter(({ name }) => !wanted.some((entry) => entry["name"] === name));

async function applyOne(kind: Single, wanted: Entry, known: Known, applying: Applying): Promise<number> {
  const { api, env, say, isDryRun, resendSecrets } = applying;
  const found = await findOne(api, kind);
  const isSecretSetting = await secretSettings(api, kind, wanted);
  const compared = compare(kind, wanted, found, { env, known, resendSecrets, isSecretSetting });
  if (compared.differences.length === 0) return 0;
  say([`  ~ ${kind.key}`, ...inLines(compared.differences)].join("\n"));
  if (!isDryRun) await api(Anything, kind.path, { method: kind.method, body: compared.body });
  return 1;
}

interface Names {
  ids: Map<string, Map<string, number>>;
  known: Known;
}

async function applyEntry(
  kind: Collection,
  entry: Entry,
  all: readonly FoundEntry[],
  { ids, known }: Names,
  applying: Applying,
): Promise<number> {
  const { api, env, say, isDryRun, resendSecrets } = applying;
  const name = nameOf(entry);
  const found = all.find((each) => each.name === name) ?? null;
  // Said only where it is new, and no field of what there is.
  const { writeKey, ...rest } = entry;
  const isSecretSetting = await secretSettings(api, kind, entry);
  const compared = compare(kind, found ? rest : { ...rest, ...(writeKey === undefined ? {} : { writeKey }) }, found, {
    env,
    known,
    resendSecrets,
    isSecretSetting,
  });
  if (compared.differences.length === 0) return 0;
  if (found) {
    requireChangeable(kind, name, compared.differences);
    say([`  ~ ${kind.one} ${name}`, ...inLines(compared.differences)].join("\n"));
    if (!isDryRun)
      await change(
        kind,
        found.id,
        compared.body,
        compared.differences.map(({ at }) => at),
        applying,
      );
    return 1;
  }
  say(`  + ${kind.one} ${name}`);
  const id = isDryRun ? unusedId(ids.get(kind.key)) : await make(kind, compared.body, applying);
  ids.get(kind.key)?.set(name, id);
  return 1;
}

/** What is not there yet, in a dry run. */
const unusedId = (ids: ReadonlyMap<string, number> | undefined): number => Math.max(0, ...(ids?.values() ?? [])) + 1;

/** The id of a new one. Fields that no new one can have are changed right after. */
async function make(kind: Collection, body: Entry, applying: Applying): Promise<number> {
  const { api } = applying;
  const { id, ...made } = await api(Made, kind.path, { method: "POST", body: without(body, laterOf(kind)) });
  const later = laterOf(kind).filter((field) => body[field] !== made[field]);
  if (later.length > 0) await change(kind, id, body, later, applying);
  return id;
}

const laterOf = ({ later, switched }: Collection): string[] => [...later, ...(switched ? [switched.field] : [])];

async function change(
  kind: Collection,
  id: number,
  body: Entry,
  changed: readonly string[],
  { api }: Applying,
): Promise<void> {
  const { switched, fixed } = kind;
  const isSwitch = (at: string) => at === switched?.field;
  const path = `${kind.path}/${id}`;
  if (changed.some((at) => !isSwitch(at)))
    await api(Anything, path, {
      method: "PATCH",
      body: await withIds(kind, id, without(body, [...fixed, ...(switched ? [switched.field] : [])]), api),
    });
  if (switched && changed.some(isSwitch))
    await api(Anything, `${path}/${body[switched.field] === true ? switched.on : switched.off}`, {
      method: "POST",
      body: {},
    });
}

/** Subscriptions keep their ids, and with them their counts, by their names. */
async function withIds(kind: Collection, id: number, body: Entry, api: Api): Promise<Entry> {
  const { subscriptions } = body;
  if (kind.key !== "connections" || !Array.isArray(subscriptions)) return body;
  const found: Entry = await api(Anything, `${kind.path}/${id}`);
  const ids = new Map((found["subscriptions"] as Entry[]).map((each) => [each["name"], each["id"]]));
  return {
    ...body,
    subscriptions: subscriptions.map((each: Entry) => ({
      ...each,
      ...(ids.has(each["name"]) ? { id: ids.get(each["name"]) } : {}),
    })),
  };
}

const without = (entry: Entry, fields: readonly string[]): Entry =>
  Object.fromEntries(Object.entries(entry).filter(([field]) => !fields.includes(field)));

async function drop(
  kind: Collection,
  { id, name, entry }: FoundEntry,
  { api, say, isPruning, isDryRun }: Applying,
): Promise<number> {
  const { insteadOfDelete: instead } = kind;
  if (instead && Object.entries(instead).every(([field, value]) => entry[field] === value)) return 0;
  const what = `${kind.one} ${name}`;
  if (!isPruning) {
    say(`  ? ${what} is not in the file; --prune ${instead ? "switches it off" : "deletes it"}`);
    return 0;
  }
  say(`  - ${what}${instead ? " is switched off" : ""}`);
  if (!isDryRun)
    await api(Anything, `${kind.path}/${id}`, instead ? { method: "PATCH", body: instead } : { method: "DELETE" });
  return 1;
}
