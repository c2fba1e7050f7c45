import { env } from "cloudflare:workers";
import type { Json } from "#core/json.ts";
import type { Mail, MailOutcome } from "#core/mail.ts";
import { sendMail } from "#mail/send-mail.ts";
import { changeMailSettings } from "#mail/settings.ts";
import { mailHouse } from "#house/mail.ts";

/** A request as a provider sees it. */
export interface Seen {
  method: string;
  url: string;
  headers: Headers;
  text: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Anything but a text is sent as JSON. */
  body?: Json;
}

/** What a provider answers; it may also throw, as a connection does. */
export type Service = (seen: Seen) => Answer;

/** 2026-01-02T03:04:10Z */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 10);

export const mail: Mail = {
  key: "entered:1:2:3:1#0",
  to: ["ada@example.com"],
  subject: "Grüße, Ada",
  html: '<p>Hello <img src="cid:chart"></p>',
  text: "Hello",
  headers: { "List-Unsubscribe": "<https://shop.example/u?t=1>" },
  attachments: [{ filename: "chart.png", type: "image/png", bytes: new Uint8Array([1, 2, 3]), cid: "chart" }],
};

export const FROM = { name: "The Shop", address: "shop@example.com" };

/** Sends a mail through a provider with our own way out and a service in place of the network. */
export async function sendThrough(
  provider: string,
  settings: Record<string, string>,
  service: Service,
  { folder = "", binding, now = NOW }: { folder?: string; binding?: Pick<SendEmail, "send">; now?: number } = {},
): Promise<{ outcome: MailOutcome; seen: Seen[] }> {
  const seen: Seen[] = [];
  const house = {
    ...mailHouse(
      { ...env, MAIL_FOLDER: folder },
      () => now,
      async (request) => {
        const { method, url, headers } = request;
        const one = { method, url, headers, text: new TextDecoder().decode(await request.arrayBuffer()) };
        seen.push(one);
        const { status = 200, headers: given = {}, body = "" } = service(one);
        return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers: given });
      },
    ),
    binding,
  };
  await changeMailSettings(house, { provider, from: FROM, replyTo: "help@example.com", settings });
  return { outcome: await sendMail(house, mail), seen };
}
