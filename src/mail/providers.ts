import type { MailProvider } from "#mail/provider.ts";
import { cloudflare } from "./providers/cloudflare.ts";
import { localFile } from "./providers/local-file.ts";
import { postmark } from "./providers/postmark.ts";
import { resend } from "./providers/resend.ts";
import { ses } from "./providers/ses.ts";

/** Every way to send mails, as they are offered. */
export const providers: readonly MailProvider[] = [localFile, cloudflare, resend, postmark, ses];

export const providerOf = (slug: string): MailProvider | null => providers.find((one) => one.slug === slug) ?? null;
