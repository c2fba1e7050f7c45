import { Failure } from "../../connections/failure.ts";
import { type Entry, type Kind, nameOf } from "./kind.ts";
import { variableIn } from "./placeholders.ts";

/** An entry without its secrets, and those by their path, each as a `${VARIABLE}`, or null where it is to be none. */
export interface Parted {
  open: Entry;
  secrets: Map<string, string | null>;
}

/** Fields of an action that the API never shows. */
const ACTION_SECRETS = ["slack", "secret"] as const;

/** Takes the secrets out of an entry. Throws Failure where one stands there as it is. */
export function separate(kind: Kind, entry: Entry, isSecretSetting: (name: string) => boolean): Parted {
  const secrets = new Map<string, string | null>();
  const note = (path: string, value: unknown): void => {
    if (value !== null && (typeof value !== "string" || variableIn(value) === null))
      throw new Failure(
        `${nameOf(entry, kind.key)}: ${path} is secret. Write \${A_VARIABLE} in the file, and set that variable.`,
      );
    secrets.set(path, value);
  };
  if (kind.secrets === "none") return { open: entry, secrets };
  if (kind.secrets === "settings") {
    const settings = Object.entries((entry["settings"] ?? {}) as Entry);
    for (const [name, value] of settings) if (isSecretSetting(name)) note(`settings.${name}`, value);
    const open = settings.filter(([name]) => !isSecretSetting(name));
    return { open: { ...entry, settings: Object.fromEntries(open) }, secrets };
  }
  const actions = actionsOf(entry).map((action, index) => {
    const { secret: _, ...rest } = action;
    for (const field of ACTION_SECRETS) if (action[field] != null) note(`do[${index}].${field}`, action[field]);
    return "slack" in rest ? { ...rest, slack: null } : rest;
  });
  return { open: { ...entry, do: actions }, secrets };
}

/** Puts values back to where they were taken from. */
export function joined(kind: Kind, open: Entry, secrets: ReadonlyMap<string, unknown>): Entry {
  if (secrets.size === 0) return open;
  if (kind.secrets === "settings") {
    const values = [...secrets].map(([path, value]) => [path.slice("settings.".length), value] as const);
    return { ...open, settings: { ...(open["settings"] as Entry), ...Object.fromEntries(values) } };
  }
  return {
    ...open,
    do: actionsOf(open).map((action, index) => ({
      ...action,
      ...Object.fromEntries(
        ACTION_SECRETS.flatMap((field) => {
          const path = `do[${index}].${field}`;
          return secrets.has(path) ? [[field, secrets.get(path)]] : [];
        }),
      ),
    })),
  };
}

/** Paths of the secrets that the API says are set. */
export function secretsSet(kind: Kind, answer: Entry): string[] {
  if (kind.secrets === "none") return [];
  if (kind.secrets === "settings")
    return ((answer["secretsSet"] ?? answer["secretNames"] ?? []) as string[]).map((name) => `settings.${name}`);
  const actions = actionsOf(answer);
  return (answer["secretsSet"] as number[]).map(
    (index) => `do[${index}].${"slack" in (actions[index] ?? {}) ? "slack" : "secret"}`,
  );
}

const actionsOf = (entry: Entry): Entry[] => (entry["do"] ?? []) as Entry[];
