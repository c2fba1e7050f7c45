/** What came in at a receiver: whom it is for, by their address. */
export interface Receivers {
  mails: string[];
  slack: string[];
  /** Links to leave, of the mails. */
  leave: string[];
}

/**
 * The world outside: Resend, which takes a mail of one key once; Postmark and Slack, which take whatever comes. They are asked
 * `step` before and after they have taken something, and say "not now" as `isBusy` has it.
 */
export function createReceivers({
  step,
  isBusy,
}: {
  step: () => (when: "before" | "after") => void;
  isBusy: () => boolean;
}) {
  const taken: Receivers = { mails: [], slack: [], leave: [] };
  const keys = new Set<string>();
  async function answer(request: Request): Promise<Response> {
    const { hostname } = new URL(request.url);
    const body: unknown = await request.json();
    if (isBusy())
      return Response.json({ ErrorCode: 429, Message: "busy", name: "rate_limit_exceeded" }, { status: 429 });
    switch (hostname) {
      case "api.resend.com": {
        const key = request.headers.get("idempotency-key") ?? "";
        if (!keys.has(key)) taken.mails.push(...textsAt(body, "to"));
        keys.add(key);
        taken.leave.push(...textsAt(Reflect.get(Object(body), "headers"), "List-Unsubscribe"));
        return Response.json({ id: key });
      }
      case "api.postmarkapp.com":
        taken.mails.push(...textsAt(body, "To"));
        return Response.json({ ErrorCode: 0, Message: "OK", MessageID: "m" });
      case "hooks.slack.com":
        taken.slack.push(...textsAt(body, "text"));
        return new Response("ok");
      default:
        throw new Error(`nobody lives at ${hostname}`);
    }
  }
  return {
    taken,
    async fetch(request: Request): Promise<Response> {
      const of = step();
      of("before");
      const answered = await answer(request);
      of("after");
      return answered;
    },
  };
}

function textsAt(body: unknown, key: string): string[] {
  const value: unknown = Reflect.get(Object(body), key);
  return [value].flat().filter((one) => typeof one === "string");
}
