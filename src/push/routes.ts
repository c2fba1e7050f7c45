import { type Context, Hono } from "hono";
import * as z from "zod";
import { problemResponse } from "#core/http.ts";
import { isUsableId } from "#core/ids.ts";
import { Problem } from "#core/problem.ts";
import type { Source } from "#core/source.ts";
import type { PushHouse } from "#push/house.ts";
import { vapidPublicKey } from "#push/keys.ts";
import { keepSubscription, Subscription } from "#push/subscriptions.ts";
import { WORKER_SCRIPT } from "#push/worker-script.ts";

type Bound = { Bindings: Env };

const MAX_BODY = 10_000;

/** What the public routes need besides: who a write key belongs to, and how answers get past CORS. */
export interface PublicPushHouse extends PushHouse {
  /** Throws as the tracking API does where the key or the rate doesn't hold. */
  admit(request: Request, body: unknown): Promise<Source>;
  open(request: Request, response: Response): Response;
}

const Registration = z.object({
  subscription: Subscription,
  anonymousId: z.string().refine(isUsableId).optional(),
  userId: z.string().refine(isUsableId).optional(),
});

/** What a site needs to let its visitors subscribe. */
export function pushRoutes(houseOf: (context: Context<Bound>) => PublicPushHouse): Hono<Bound> {
  const app = new Hono<Bound>();
  const open =
    (handle: (context: Context<Bound>, house: PublicPushHouse) => Promise<Response>) =>
    async (context: Context<Bound>): Promise<Response> => {
      const house = houseOf(context);
      try {
        return house.open(context.req.raw, await handle(context, house));
      } catch (error) {
        return house.open(context.req.raw, problemResponse(error, "overloaded"));
      }
    };
  app.get(
    "/v1/push",
    open(async (_, house) =>
      Response.json(
        { publicKey: await vapidPublicKey(house) },
        { headers: { "cache-control": "public, max-age=300" } },
      ),
    ),
  );
  app.post("/v1/push", open(register));
  app.get("/push-worker.js", () =>
    Promise.resolve(
      new Response(WORKER_SCRIPT, {
        headers: {
          "content-type": "text/javascript; charset=utf-8",
          "cache-control": "public, max-age=3600",
          // importScripts of another origin.
          "cross-origin-resource-policy": "cross-origin",
          "x-content-type-options": "nosniff",
        },
      }),
    ),
  );
  return app;
}

async function register(context: Context<Bound>, house: PublicPushHouse): Promise<Response> {
  const text = await context.req.text();
  if (text.length > MAX_BODY) throw new Problem("payload_too_large");
  const body = jsonOf(text);
  const source = await house.admit(context.req.raw, body);
  const { data: given, error } = Registration.safeParse(body);
  if (!given) throw new Problem("request_invalid", { detail: error.issues[0]?.message ?? "" });
  const fault = house.addressFault(given.subscription.endpoint);
  if (fault !== null) throw new Problem("request_invalid", { detail: `subscription.endpoint: ${fault}` });
  await keepSubscription(house.db, uidOf(given, source), given.subscription, house.clock());
  return Response.json({ success: true });
}

/** A page can only speak for its own device, which the person map joins to its user; a server may name the user. */
function uidOf({ anonymousId, userId }: z.infer<typeof Registration>, { kind }: Source): string {
  if (anonymousId !== undefined) return `a:${anonymousId}`;
  if (userId !== undefined && kind === "secret") return `u:${userId}`;
  throw new Problem("request_invalid", { detail: "anonymousId: say whose browser this is." });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("json_invalid", { cause });
  }
}
