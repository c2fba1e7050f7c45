import { randomInt } from "node:crypto";
import { readdirSync } from "node:fs";
import * as z from "zod";
import { Failure } from "../connections/failure.ts";
import { placesOf } from "./folder.ts";
import { readJsonc } from "./jsonc.ts";
import { textOf } from "./whole-file.ts";

export const JURISDICTIONS = ["eu", "fedramp", "us"] as const;
/** Regions that a database may be asked to start in (developers.cloudflare.com/d1/configuration/data-location). */
export const LOCATIONS = ["wnam", "enam", "weur", "eeur", "apac", "oc"] as const;

/** Other clients' Workers and queues end in these. */
const RESERVED_END = /-(catalogue|events|dead|deliveries|archive)$/;

export const ClientName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a client's name is lower-case letters, digits and single -")
  // A queue's name has at most 63 characters: headwater-<name>-events-dead.
  .max(40, "a client's name has at most 40 characters")
  .refine((name) => !RESERVED_END.test(name), "a client's name must not end as the parts of a deployment do");

const Hostname = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a host name in lower case, such as t.acme.com");

/** What is one client's own. Everything else is in wrangler.toml and the same for all. */
export const Client = z.strictObject({
  name: ClientName,
  /** Cloudflare's id of the account. */
  account: z.string().regex(/^[0-9a-f]{32}$/, "an account id is 32 hexadecimal digits"),
  /** Where sites send to; without one it is under workers.dev. */
  domain: Hostname.optional(),
  /** Where the data has to stay. It can't be changed later. */
  jurisdiction: z.enum(JURISDICTIONS).optional(),
  /** Where the database should start, where no jurisdiction says so. */
  location: z.enum(LOCATIONS).optional(),
  /** The prefix of this client's own that no blocklist knows. */
  pathAlias: z.string().regex(/^\/[a-z0-9-]{1,40}$/, "a path of one word, such as /kv3mq"),
  /** Variables of wrangler.toml with another value here. */
  vars: z.record(z.string(), z.string()).optional(),
});
export type Client = z.infer<typeof Client>;

/** A path that nobody guesses and no list has: five letters, without those that read as another. */
export const newPathAlias = (): string =>
  `/${Array.from({ length: 5 }, () => "abcdefghjkmnpqrstuvwxyz"[randomInt(23)]).join("")}`;

/** The file's text. */
export const clientText = (client: Client): string =>
  `// What is this client's own; npm run client -- deploy ${client.name} makes it so. No secrets here.\n${JSON.stringify(client, null, 2)}\n`;

/** Throws Failure where there is none, or none that can be read. */
export function readClient(folder: string, name: string): Client {
  const { client: file } = placesOf(folder, name);
  const text = textOf(file);
  if (text === null) throw new Failure(`There is no client "${name}". Make it: npm run client -- create ${name} …`);
  const client = readJsonc(Client, file, text);
  if (client.name !== name)
    throw new Failure(`${file} speaks of "${client.name}". The file is named after its client.`);
  return client;
}

/** All clients of the folder, by name. */
export function listClients(folder: string): Client[] {
  const files = textsIn(folder).filter((file) => file.endsWith(".jsonc") && !file.endsWith(".config.jsonc"));
  return files.toSorted().map((file) => readClient(folder, file.slice(0, -".jsonc".length)));
}

function textsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Nobody has made a client yet.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
