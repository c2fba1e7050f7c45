import { runDurableObjectAlarm } from "cloudflare:test";
import { HOUR_MS } from "#core/clock.ts";
import { messaging, outside } from "../support/worker.ts";
import { admin, env } from "../support/world.ts";

/** A mail as Resend is asked to send it. */
export interface ResendMail {
  to: string[];
  subject: string;
  html: string;
  text: string;
  attachments: { filename: string; content: string; content_type: string; content_id?: string }[];
}

export const save = <Saved>(path: string, body: object): Promise<Saved> =>
  admin(path, { method: "POST", body: JSON.stringify(body) });

/** An automation that is on. */
export async function automate(definition: object): Promise<number> {
  const { id } = await save<{ id: number }>("/api/automations", definition);
  await save(`/api/automations/${id}/enable`, {});
  return id;
}

/**
 * The workspace's own Messenger with its mails going to a Resend that takes each key once, and a clock that tests move. It
 * begins at a full hour that is still to come, so that no alarm rings by itself.
 */
export async function clockWorld() {
  const taken = new Map<string, ResendMail>();
  const world = {
    now: (Math.floor(Date.now() / HOUR_MS) + 24) * HOUR_MS,
    /** Mails in the order they were taken. */
    mails: (): ResendMail[] => [...taken.values()],
    /** Moves the clock and rings until nothing is due. */
    async ring(at: number): Promise<void> {
      world.now = at;
      const stub = env.MESSENGER.get(env.MESSENGER.idFromName("messenger"));
      // One ring takes what is due, the next sends it; the rest find nothing to do.
      for (let rings = 0; rings < 4; rings += 1) await runDurableObjectAlarm(stub);
    },
  };
  messaging.house = null;
  messaging.outside = null;
  messaging.clock = () => world.now;
  outside.answer = async (request) => {
    const key = request.headers.get("idempotency-key") ?? "";
    if (new URL(request.url).host !== "api.resend.com" || key === "") return new Response("", { status: 404 });
    if (!taken.has(key)) taken.set(key, await request.json());
    return Response.json({ id: key });
  };
  await admin("/api/mail/settings", {
    method: "PUT",
    body: JSON.stringify({
      provider: "resend",
      from: { name: "The Shop", address: "shop@example.com" },
      replyTo: null,
      settings: { apiKey: "re_test" },
    }),
  });
  return world;
}
