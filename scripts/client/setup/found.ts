import * as z from "zod";
import type { Api } from "../../connections/api.ts";
import { Refused } from "../../connections/failure.ts";
import type { Collection, Entry, Kind, Single } from "./kind.ts";
import { secretsSet } from "./secret-parts.ts";

/** Something that a deployment has, by ids and without secrets. */
export interface FoundEntry {
  id: number;
  name: string;
  entry: Entry;
  /** Paths of secrets that are set. */
  secrets: ReadonlySet<string>;
}

const Loose = z.looseObject({});

/** All of a kind. */
export async function findAll(api: Api, kind: Collection): Promise<FoundEntry[]> {
  const answer: Entry = await api(Loose, kind.path);
  return (answer[kind.listed ?? kind.key] as Entry[]).map((each) => ({
    id: Number(each["id"]),
    name: String(each["name"]),
    entry: comparable(kind, Object.fromEntries(kind.fields.map((field) => [field, each[field]]))),
    secrets: new Set(secretsSet(kind, each)),
  }));
}

/** The one of a kind; null where nobody has chosen it, or where the deployment is older than it. */
export async function findOne(api: Api, kind: Single): Promise<Pick<FoundEntry, "entry" | "secrets"> | null> {
  try {
    const answer: Entry = await api(Loose, kind.path);
    const found = kind.read(answer);
    if (found === null) return null;
    const { secretNames: _, ...entry } = found;
    return { entry, secrets: new Set(secretsSet(kind, found)) };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

/** Without what only the deployment gives: ids of subscriptions, and that a secret is there. */
export function comparable(kind: Kind, entry: Entry): Entry {
  const subscriptions = entry["subscriptions"];
  if (kind.key === "connections" && Array.isArray(subscriptions))
    return { ...entry, subscriptions: subscriptions.map((each: Entry) => without(each, "id")) };
  if (kind.secrets !== "actions") return entry;
  return {
    ...entry,
    do: (entry["do"] as Entry[]).map((action) => without(action, "secret")),
  };
}

const without = (entry: Entry, field: string): Entry =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => name !== field));

/** Which settings of a destination, or of a mail provider, are secret. */
export async function secretSettings(api: Api, kind: Kind, entry: Entry): Promise<(name: string) => boolean> {
  if (kind.secrets !== "settings") return () => false;
  const fields =
    kind.form === "collection"
      ? (await api(Form, `/api/destinations/${encodeURIComponent(String(entry["destination"]))}`)).settings
      : ((await api(Providers, kind.path)).providers.find(({ slug }) => slug === entry["provider"])?.fields ?? []);
  const names = new Set(fields.flatMap(({ name, secret }) => (secret ? [name] : [])));
  return (name) => names.has(name);
}

const Fields = z.array(z.looseObject({ name: z.string(), secret: z.boolean() }));
const Form = z.looseObject({ settings: Fields });
const Providers = z.looseObject({ providers: z.array(z.looseObject({ slug: z.string(), fields: Fields })) });
