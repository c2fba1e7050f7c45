import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import { Failure } from "../connections/failure.ts";
import { readJsonc } from "./jsonc.ts";
import { textOf, writeWhole } from "./whole-file.ts";

/**
 * What opens a client's deployment. The admin token is known here only: the deployment has its hash. CREDENTIALS_KEY seals
 * the credentials of destinations: a database that is restored elsewhere needs the same one. `more` are secrets that the
 * code asks for beyond those two, entered by hand.
 */
const ClientSecrets = z.strictObject({
  adminToken: z.string().min(20),
  CREDENTIALS_KEY: z.string().min(20),
  more: z.record(z.string(), z.string()).optional(),
});
export type ClientSecrets = z.infer<typeof ClientSecrets>;

/** Null where this machine has none: the client was deployed from another. */
export function readSecrets(file: string): ClientSecrets | null {
  const text = textOf(file);
  return text === null ? null : readJsonc(ClientSecrets, file, text);
}

/** Those there are, else new ones, written down before anybody uses them. */
export function makeSecrets(file: string): ClientSecrets {
  const known = readSecrets(file);
  if (known) return known;
  const secrets = {
    adminToken: randomBytes(32).toString("base64url"),
    CREDENTIALS_KEY: randomBytes(32).toString("base64"),
  };
  writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}

/** The values of a Worker's secrets by their names. Throws Failure, which names one that nobody has entered. */
export function secretValues(secrets: ClientSecrets, names: readonly string[], file: string): Record<string, string> {
  const known: Record<string, string> = {
    ...secrets.more,
    ADMIN_TOKEN_HASH: createHash("sha256").update(secrets.adminToken).digest("hex"),
    CREDENTIALS_KEY: secrets.CREDENTIALS_KEY,
  };
  return Object.fromEntries(
    names.map((name) => {
      const value = known[name];
      if (value === undefined) throw new Failure(`The secret ${name} is missing. Enter it in ${file}, under "more".`);
      return [name, value];
    }),
  );
}
