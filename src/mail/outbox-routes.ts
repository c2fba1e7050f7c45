import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import type { MailHouse } from "#mail/house.ts";

const Listed = z.object({
  id: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
});

const Opened = Listed.extend({
  /** Pictures of the mail are in it as data: URLs. Show it in a sandbox: it is a mail. */
  html: z.string(),
  text: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  attachments: z.array(z.object({ filename: z.string(), type: z.string(), bytes: z.number() })),
  raw: z.string(),
});

/** The mails of `npm run dev`, read back from their files (scripts/mail-folder.ts). */
export function outboxRoutes(houseOf: (env: Env) => MailHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/mail/outbox",
      access: "settings",
      summary: "Only on a local runtime: the mails that were written to files instead of being sent, the newest first.",
      query: z.object({
        to: z.string().max(254).optional(),
        limit: z.coerce.number().int().min(1).max(1_000).default(200),
      }),
      answer: z.object({ mails: z.array(Listed) }),
      handle: async ({ query: { to, limit } }, { env }) => {
        const { mails } = z.object({ mails: z.array(Listed) }).parse(await ask(houseOf(env), "/"));
        const wanted = to === undefined ? mails : mails.filter((mail) => mail.to.includes(to));
        return { mails: wanted.slice(0, limit) };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/mail/outbox/{id}",
      access: "settings",
      summary: "Only on a local runtime: one mail with its HTML, text, headers and source.",
      params: z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) }),
      answer: Opened,
      handle: async ({ params }, { env }) => Opened.parse(await ask(houseOf(env), `/${params.id}.eml`)),
    }),
  ];
}

async function ask({ folder, requestFor }: MailHouse, path: string): Promise<unknown> {
  if (folder === "") throw new Problem("not_found");
  const answer = await requestFor([])(`${folder}${path}`, { method: "GET" });
  if (answer.kind !== "answer" || answer.status !== 200) throw new Problem("not_found");
  return JSON.parse(answer.text);
}
