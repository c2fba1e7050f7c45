import { drizzle } from "drizzle-orm/d1";
import * as z from "zod";
import { fields } from "#core/question/shape.ts";
import type { Mailbox } from "#core/mail.ts";
import { Problem } from "#core/problem.ts";
import { mailSettings } from "#core/schema.ts";
import { readAddress } from "#mail/address.ts";
import type { MailHouse } from "#mail/house.ts";
import type { MailProvider } from "#mail/provider.ts";
import { providerOf } from "#mail/providers.ts";

/** Bound into what is sealed. */
const OWNER = "mail";
const LOCAL_SENDER: Mailbox = { name: "Headwater", address: "hello@headwater.local" };

const Address = z.string().transform((text, context) => {
  const address = readAddress(text);
  if (address !== null) return address;
  context.addIssue("Write one e-mail address, such as hello@example.com.");
  return z.NEVER;
});

/** Settings as a person gives them. A secret that is left out stays as it is while the provider does. */
export const GivenMailSettings = fields({
  provider: z.string(),
  from: fields({
    name: z
      .string()
      .trim()
      .max(100)
      .regex(/^[^\p{Cc}\u2028\u2029]*$/u),
    address: Address,
  }),
  replyTo: Address.nullable().default(null),
  settings: z.record(z.string(), z.string().trim().max(500).nullable()).default({}),
});
export type GivenMailSettings = z.infer<typeof GivenMailSettings>;

/** Settings as screens see them: of secrets only the names. */
export interface ShownMailSettings {
  provider: string;
  from: Mailbox;
  replyTo: string | null;
  settings: Record<string, string>;
  secretNames: string[];
}

/** The settings, or null where nobody has chosen yet; `npm run dev` has some to begin with. */
export async function readMailSettings({
  db,
  folder,
}: Pick<MailHouse, "db" | "folder">): Promise<ShownMailSettings | null> {
  const row = await rowOf(db);
  if (row) {
    const { provider, fromName: name, fromAddress: address, replyTo, settings, secretNames } = row;
    return { provider, from: { name, address }, replyTo, settings, secretNames };
  }
  if (folder === "") return null;
  return { provider: "file", from: LOCAL_SENDER, replyTo: null, settings: {}, secretNames: [] };
}

const rowOf = async (db: D1Database) => (await drizzle(db).select().from(mailSettings))[0] ?? null;

/** What is needed to send. */
export interface OpenMailSettings {
  provider: MailProvider;
  from: Mailbox;
  replyTo: string | null;
  values: Record<string, string>;
  /** The values that are secret. */
  secrets: string[];
}

/** The settings with their secrets open, or why nothing can be sent. */
export async function openMailSettings(house: MailHouse): Promise<OpenMailSettings | { fault: string }> {
  const shown = await readMailSettings(house);
  if (shown === null) return { fault: "E-mail is not set up yet: choose who sends it under Settings, Mail." };
  const provider = providerOf(shown.provider);
  if (provider === null) return { fault: "The chosen way to send mails is not there any more." };
  const secrets = await openSecrets(house);
  if (secrets === null) return { fault: "The mail provider's key can't be opened any more; enter it again." };
  const { from, replyTo, settings } = shown;
  return { provider, from, replyTo, values: { ...settings, ...secrets }, secrets: Object.values(secrets) };
}

async function openSecrets({ db, unseal }: MailHouse): Promise<Record<string, string> | null> {
  const sealed = (await rowOf(db))?.secrets ?? null;
  if (sealed === null) return {};
  const text = await unseal(OWNER, sealed);
  return text === null ? null : (JSON.parse(text) as Record<string, string>);
}

/** Keeps settings, secrets sealed. Throws `request_invalid` naming what can't be used. */
export async function changeMailSettings(house: MailHouse, given: GivenMailSettings): Promise<void> {
  const provider = providerOf(given.provider);
  if (provider === null || (provider.slug === "file" && house.folder === "")) {
    throw new Problem("request_invalid", { detail: "provider: there is no such one." });
  }
  const before = await rowOf(house.db);
  const known = before?.provider === provider.slug ? ((await openSecrets(house)) ?? {}) : {};
  const values = settingsOf(provider, { ...known, ...given.settings });
  const [open, secret] = [false, true].map((isSecret) =>
    Object.fromEntries(
      provider.fields.flatMap((field) => {
        const value = values[field.name];
        return field.secret === isSecret && value !== undefined ? [[field.name, value]] : [];
      }),
    ),
  );
  const secretNames = Object.keys(secret ?? {});
  const row = {
    provider: provider.slug,
    fromName: given.from.name,
    fromAddress: given.from.address,
    replyTo: given.replyTo,
    settings: open ?? {},
    secretNames,
    secrets: secretNames.length === 0 ? null : await house.seal(OWNER, JSON.stringify(secret)),
    updatedAt: house.clock(),
  };
  await drizzle(house.db)
    .insert(mailSettings)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: mailSettings.id, set: row });
}

function settingsOf(provider: MailProvider, given: Record<string, string | null>): Record<string, string> {
  const entries = provider.fields.flatMap(({ name, title, required, pattern }) => {
    const value = Object.hasOwn(given, name) ? (given[name] ?? "") : "";
    if (value === "" && !required) return [];
    if (value === "") throw new Problem("request_invalid", { detail: `settings.${name}: ${title} is missing.` });
    if (pattern && !pattern.test(value)) {
      throw new Problem("request_invalid", { detail: `settings.${name}: this is no ${title.toLowerCase()}.` });
    }
    return [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
