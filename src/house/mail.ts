import type { Clock } from "#core/clock.ts";
import type { Mail, MailOutcome } from "#core/mail.ts";
import type { ComposedMail, MailDraft } from "#automations/channels.ts";
import type { MailHouse } from "#mail/house.ts";
import { providerOf } from "#mail/providers.ts";
import { sendMail } from "#mail/send-mail.ts";
import { readMailSettings } from "#mail/settings.ts";
import { isSuppressed } from "#mail/suppressions.ts";
import { unsubscribeHeaders, unsubscribeLink } from "#mail/unsubscribe-routes.ts";
import { meterOf } from "#house/metered.ts";
import { type Fetch, fetchNow } from "#house/network.ts";
import { outgoing } from "#house/outgoing.ts";
import { lenientSealer } from "#house/sealer.ts";

/** What mail gets of the other stages. `fetch` is the network. */
export const mailHouse = (env: Env, clock: Clock, fetch: Fetch = fetchNow): MailHouse => ({
  db: env.DB,
  clock,
  ...lenientSealer(env),
  requestFor: (secrets) => outgoing(env, clock, fetch, secrets),
  // Not in every deployment: wrangler.toml.
  binding: (env as Env & { EMAIL?: SendEmail }).EMAIL,
  folder: env.MAIL_FOLDER,
  counted: (provider) => meterOf(env)?.add(`mails.${provider}`),
});

/** What whoever tells people something needs of mail. */
export interface Mailing {
  /** Sends through the workspace's provider. Ask `isSuppressed` first. */
  send(mail: Mail): Promise<MailOutcome>;
  /** Does the provider send a mail with the same key once? Then it may be sent again after a crash. */
  isIdempotent(): Promise<boolean>;
  isSuppressed(address: string): Promise<boolean>;
  compose(draft: MailDraft): Promise<{ mail: Omit<ComposedMail, "attachments"> } | { fault: string }>;
}

/** Mail for the stage that decides when. */
export function mailing(env: Env, clock: Clock, fetch: Fetch = fetchNow): Mailing {
  const house = mailHouse(env, clock, fetch);
  return {
    send: (mail) => sendMail(house, mail),
    async isIdempotent() {
      return providerOf((await readMailSettings(house))?.provider ?? "")?.isIdempotent ?? false;
    },
    isSuppressed: (address) => isSuppressed(house.db, address),
    async compose({ subject, body, variables, unsubscribe, automation, origin }) {
      const unsubscribeUrl =
        unsubscribe === null ? null : await unsubscribeLink(house.db, origin, { address: unsubscribe, automation });
      const sender = (await readMailSettings(house))?.from.name ?? "";
      const { mailContent } = await import("#mail/template/mail-content.ts");
      const content = mailContent({ subject, body }, variables, { sender, unsubscribeUrl });
      if ("fault" in content) return content;
      return { mail: { ...content, headers: unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl) } };
    },
  };
}
