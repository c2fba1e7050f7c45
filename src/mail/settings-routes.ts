import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { readAddress } from "#mail/address.ts";
import type { MailHouse } from "#mail/house.ts";
import { providers } from "#mail/providers.ts";
import { sendMail } from "#mail/send-mail.ts";
import { changeMailSettings, GivenMailSettings, readMailSettings } from "#mail/settings.ts";

const OUTCOMES = ["sent", "rejected", "stopped", "later", "unknown"] as const;

const Chosen = z.object({
  provider: z.string(),
  from: z.object({ name: z.string(), address: z.string() }),
  replyTo: z.string().nullable(),
  /** What may be read. */
  settings: z.record(z.string(), z.string()),
  /** Names of settings that are set and never shown. */
  secretNames: z.array(z.string()),
});

const Provider = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  documentation: z.string(),
  /** Whether a mail whose answer got lost is sent again without being sent twice. */
  isIdempotent: z.boolean(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      secret: z.boolean(),
      required: z.boolean(),
    }),
  ),
});

const Settings = z.object({
  /** Null: nobody has chosen yet, and no mail can be sent. */
  chosen: Chosen.nullable(),
  providers: z.array(Provider),
  /** Is this `npm run dev`, where mails become files that /api/mail/outbox shows? */
  isLocal: z.boolean(),
});

const TEST_BODY = `# It works

This is a test mail. It came through **{{ provider }}**, and left at {{ at }}.

**[Open the dashboard]({{ dashboard }})**`;

/** Who sends the workspace's mails, and whether that works. */
export function mailSettingsRoutes(houseOf: (env: Env) => MailHouse): AdminRoute[] {
  const shown = async (house: MailHouse): Promise<z.infer<typeof Settings>> => {
    const isLocal = house.folder !== "";
    return {
      chosen: await readMailSettings(house),
      providers: providers
        .filter(({ slug }) => isLocal || slug !== "file")
        .map(({ slug, name, description, documentation, isIdempotent, fields }) => ({
          slug,
          name,
          description,
          documentation,
          isIdempotent,
          fields: fields.map((field) => ({
            name: field.name,
            title: field.title,
            description: field.description,
            secret: field.secret,
            required: field.required,
          })),
        })),
      isLocal,
    };
  };
  return [
    adminRoute({
      method: "get",
      path: "/api/mail/settings",
      access: "read",
      summary: "Who sends mails and through which provider, and which providers there are. Keys are never shown.",
      answer: Settings,
      handle: (_, { env }) => shown(houseOf(env)),
    }),
    adminRoute({
      method: "put",
      path: "/api/mail/settings",
      access: "settings",
      summary: "Choose who sends mails and through which provider. A secret that is left out stays as it is.",
      body: GivenMailSettings,
      answer: Settings,
      handle: async ({ body }, { env }) => {
        await changeMailSettings(houseOf(env), body);
        return shown(houseOf(env));
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/mail/test",
      access: "settings",
      summary: "Send a test mail to an address now, and see what the provider says.",
      body: z.object({ to: z.string().max(254) }),
      answer: z.object({ outcome: z.enum(OUTCOMES), reason: z.string() }),
      handle: async ({ body }, { env, req }) => {
        const to = readAddress(body.to);
        if (to === null) throw new Problem("request_invalid", { detail: "to: this is no e-mail address." });
        return sendTest(houseOf(env), to, new URL(req.url).origin);
      },
    }),
  ];
}

async function sendTest(house: MailHouse, to: string, dashboard: string): Promise<{ outcome: string; reason: string }> {
  const chosen = await readMailSettings(house);
  const provider = providers.find(({ slug }) => slug === chosen?.provider)?.name ?? "nobody";
  const variables = { provider, dashboard, at: new Date(house.clock()).toUTCString() };
  const { mailContent } = await import("#mail/template/mail-content.ts");
  const content = mailContent({ subject: "A test mail from Headwater", body: TEST_BODY }, variables, {
    sender: chosen?.from.name ?? "",
    unsubscribeUrl: null,
  });
  if ("fault" in content) throw new Error(content.fault);
  const outcome = await sendMail(house, {
    ...content,
    key: `test:${crypto.randomUUID()}`,
    to: [to],
    headers: {},
    attachments: [],
  });
  return { outcome: outcome.outcome, reason: "reason" in outcome ? outcome.reason : "" };
}
