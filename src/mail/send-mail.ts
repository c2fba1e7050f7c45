import type { Mail, MailOutcome } from "#core/mail.ts";
import { reasonOf } from "#core/log.ts";
import type { MailHouse } from "#mail/house.ts";
import { mailFault } from "#mail/mail-fault.ts";
import { type OpenMailSettings, openMailSettings } from "#mail/settings.ts";

/**
 * Sends a mail with the workspace's sender through the provider it has chosen, and says what became of it. Never throws: what
 * breaks before the provider is asked is "later", after that "unknown". Whether the address wants mail is for the caller to
 * ask (`isSuppressed`).
 */
export async function sendMail(house: MailHouse, mail: Mail): Promise<MailOutcome> {
  let open: OpenMailSettings | { fault: string };
  try {
    open = await openMailSettings(house);
  } catch (error) {
    return { outcome: "later", reason: reasonOf(error), afterMs: null };
  }
  if ("fault" in open) return { outcome: "stopped", reason: open.fault };
  const { provider, from, replyTo, values, secrets } = open;
  const addressed = { ...mail, from, replyTo };
  const fault = mailFault(addressed);
  if (fault !== null) return { outcome: "rejected", reason: fault };
  const { binding, folder, clock } = house;
  const request = house.requestFor(secrets);
  house.counted?.(provider.slug);
  try {
    return await provider.send(addressed, { settings: values, request, binding, folder, now: clock() });
  } catch (error) {
    return { outcome: "unknown", reason: reasonOf(error) };
  }
}
