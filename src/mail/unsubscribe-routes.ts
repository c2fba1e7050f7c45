import { type Context, Hono } from "hono";
import type { MailHouse } from "#mail/house.ts";
import { suppress, unsuppress } from "#mail/suppressions.ts";
import { type Leaving, readUnsubscribeToken, unsubscribeKey, unsubscribeToken } from "#mail/unsubscribe-token.ts";
import { unsubscribePage } from "#mail/unsubscribe-page.ts";
import { escapeHtml } from "./template/html-value.ts";

type Bound = { Bindings: Env };

/**
 * The link in a mail. Whoever opens it sees a page with a button, since programs that look at mails open links too; a mail program
 * posts to it by itself (RFC 8058).
 */
export async function unsubscribeLink(db: D1Database, origin: string, leaving: Leaving): Promise<string> {
  return `${origin}/unsubscribe?t=${await unsubscribeToken(await unsubscribeKey(db), leaving)}`;
}

/** The two headers by which mail programs offer to unsubscribe (RFC 2369, RFC 8058). */
export const unsubscribeHeaders = (link: string): Record<string, string> => ({
  "List-Unsubscribe": `<${link}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

/** Leaving, and coming back: public, since the token in the link says who asks. */
export function unsubscribeRoutes(houseOf: (env: Env) => MailHouse): Hono<Bound> {
  const app = new Hono<Bound>();
  const withLeaving =
    (answer: (leaving: Leaving, house: MailHouse, token: string) => Promise<Response> | Response) =>
    async (context: Context<Bound>): Promise<Response> => {
      const house = houseOf(context.env);
      const token = context.req.query("t") ?? "";
      const leaving = await readUnsubscribeToken(await unsubscribeKey(house.db), token);
      return leaving ? answer(leaving, house, token) : unknownLink();
    };
  app.get(
    "/unsubscribe",
    withLeaving(({ address }, _, token) =>
      unsubscribePage({
        title: "No more of these mails?",
        says: `We will not write to <b>${escapeHtml(address)}</b> any more.`,
        button: { label: "Unsubscribe", action: `/unsubscribe?t=${token}`, quiet: false },
      }),
    ),
  );
  app.post(
    "/unsubscribe",
    withLeaving(async ({ address, automation }, { db, clock }, token) => {
      await suppress(db, { address, reason: "unsubscribed", automation, at: clock() });
      return unsubscribePage({
        title: "You are unsubscribed",
        says: `Nothing will be sent to <b>${escapeHtml(address)}</b> from now on. Was that a mistake?`,
        button: { label: "Subscribe again", action: `/unsubscribe/undo?t=${token}`, quiet: true },
      });
    }),
  );
  app.post(
    "/unsubscribe/undo",
    withLeaving(async ({ address }, { db }, token) => {
      await unsuppress(db, address, "unsubscribed");
      return unsubscribePage({
        title: "Welcome back",
        says: `<b>${escapeHtml(address)}</b> gets our mails again.`,
        button: { label: "Unsubscribe", action: `/unsubscribe?t=${token}`, quiet: true },
      });
    }),
  );
  return app;
}

const unknownLink = (): Response =>
  unsubscribePage(
    {
      title: "This link does not work",
      says: "It may have been cut short. Open it once more from the mail, or answer the mail and say that you want no more of them.",
    },
    404,
  );
