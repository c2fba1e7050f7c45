import { type Context, Hono } from "hono";
import * as z from "zod";
import { Problem } from "#core/problem.ts";
import { tokenBearer } from "#access/callers.ts";
import { askForCode, redeemCode } from "#access/codes.ts";
import { giveSession, sessionIn, takeSession } from "#access/cookie.ts";
import type { AccessHouse } from "#access/house.ts";
import { networkOf } from "#access/network.ts";
import { refuseForeignOrigin } from "#access/own-origin.ts";
import { SignedByPasskey } from "#access/passkey-answers.ts";
import type { RecordActs } from "#access/record-acts.ts";
import { beginSession, endSessionOf, type NewSession } from "#access/sessions.ts";

type Bound = { Bindings: Env };
type Who = Pick<NewSession, "memberId" | "tokenId" | "how" | "endsBy"> & { name: string };

const ByToken = z.object({ token: z.string().min(1).max(200) });
const ForCode = z.object({ email: z.string().max(300) });
const ByCode = z.object({ email: z.string().max(300), code: z.string().regex(/^\s*(?:\d\s*){6}$/, "six digits") });
const ByPasskey = z.object({ response: SignedByPasskey });

/**
 * The dashboard's ways in and out: the only routes of the admin API that need no sign-in. All answers to something wrong are
 * the same; none but the dashboard's own page may ask.
 */
export function sessionRoutes(houseOf: (env: Env) => AccessHouse, acts: RecordActs): Hono<Bound> {
  const app = new Hono<Bound>();

  /** A way in: finds out who it is, begins their session and writes it down; counts who was nobody. */
  const enter =
    (find: (context: Context<Bound>, house: AccessHouse) => Promise<Who>) => async (context: Context<Bound>) => {
      const house = builtIn(houseOf(context.env));
      refuseForeignOrigin(context);
      try {
        const { name, ...who } = await find(context, house);
        const agent = context.req.header("user-agent") ?? null;
        const address = context.req.header("cf-connecting-ip") ?? null;
        const session = await beginSession(house, { ...who, address, agent }, house.clock());
        giveSession(context, session.secret, session.lastsMs);
        context.executionCtx.waitUntil(
          acts.write(house, {
            at: house.clock(),
            who: name,
            memberId: who.memberId,
            tokenId: who.tokenId,
            method: "POST",
            route: context.req.path,
            ids: {},
            says: `Sign in by ${who.how}.`,
            status: 200,
            address,
          }),
        );
        return context.json({ success: true });
      } catch (error) {
        const counted = error instanceof Problem && error.status === 401 ? acts.stranger(house) : null;
        if (counted) context.executionCtx.waitUntil(counted);
        throw error;
      }
    };

  app.get("/api/session", async ({ env, json }) => {
    const house = houseOf(env);
    const isBuiltIn = house.application === null;
    return json({
      access: !isBuiltIn,
      passkey: isBuiltIn,
      code: isBuiltIn,
      mail: isBuiltIn && (await house.hasMail()),
      token: isBuiltIn,
    });
  });

  app.post(
    "/api/session",
    enter(async (context, house) => {
      const { token } = await bodyIn(context, ByToken, "token: the admin token, as text");
      const found = await tokenBearer(house, token, house.clock());
      if (found === null) throw new Problem("unauthorized");
      const { name, tokenId, expiresAt } = found.caller;
      return { name, memberId: null, tokenId, how: "token", endsBy: expiresAt };
    }),
  );

  app.post("/api/session/code", async (context) => {
    const house = builtIn(houseOf(context.env));
    refuseForeignOrigin(context);
    const { email } = await bodyIn(context, ForCode, "email: an e-mail address");
    const address = house.readAddress(email);
    if (address === null) throw new Problem("request_invalid", { detail: "email: an e-mail address" });
    const write = await askForCode(house, address.toLowerCase(), networkOf(context.req.raw.headers));
    context.executionCtx.waitUntil(write());
    return context.json({ success: true });
  });

  app.post(
    "/api/session/by-code",
    enter(async (context, house) => {
      const { email, code } = await bodyIn(context, ByCode, "email and code: six digits");
      const name = (house.readAddress(email) ?? email).toLowerCase();
      const memberId = await redeemCode(house, name, code.replaceAll(/\s/g, ""), networkOf(context.req.raw.headers));
      return { name, memberId, tokenId: null, how: "code", endsBy: null };
    }),
  );

  app.post("/api/session/passkey", async (context) => {
    const house = builtIn(houseOf(context.env));
    refuseForeignOrigin(context);
    const { signInOptions } = await import("#access/passkeys.ts");
    return context.json(await signInOptions(house, new URL(context.req.url).origin));
  });

  app.post(
    "/api/session/by-passkey",
    enter(async (context, house) => {
      const { response } = await bodyIn(context, ByPasskey, "response: what the passkey has answered");
      const { memberOfPasskey } = await import("#access/passkeys.ts");
      const memberId = await memberOfPasskey(house, response, new URL(context.req.url).origin);
      const member = await house.db
        .prepare("SELECT email FROM members WHERE id = ?1")
        .bind(memberId)
        .first<{ email: string }>();
      if (member === null) throw new Problem("unauthorized");
      return { name: member.email, memberId, tokenId: null, how: "passkey", endsBy: null };
    }),
  );

  app.delete("/api/session", async (context) => {
    refuseForeignOrigin(context);
    const cookie = sessionIn(context);
    if (cookie !== undefined) await endSessionOf(houseOf(context.env), cookie);
    takeSession(context);
    return context.json({ success: true });
  });
  return app;
}

/** Where Cloudflare Access stands in front, nobody signs in here. Throws `sign_in_elsewhere`. */
function builtIn(house: AccessHouse): AccessHouse {
  if (house.application !== null) throw new Problem("sign_in_elsewhere");
  return house;
}

async function bodyIn<Body extends z.ZodType>(context: Context, schema: Body, detail: string): Promise<z.infer<Body>> {
  const body: unknown = await context.req
    .json()
    .catch((cause: unknown) => Promise.reject(new Problem("json_invalid", { cause })));
  const given = schema.safeParse(body);
  if (!given.success) throw new Problem("request_invalid", { detail, cause: given.error });
  return given.data;
}
