import { Hono } from "hono";
import * as z from "zod";
import type { Clock } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { signIn, signOut } from "#workspace/sign-in.ts";

const SignIn = z.object({ token: z.string().min(1).max(200) });

/** The dashboard's way in and out: the only API routes that need no sign-in. */
export function sessionRoutes(clock: Clock): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.post("/api/session", async (context) => {
    const given = SignIn.safeParse(
      await context.req.json().catch((cause: unknown) => Promise.reject(new Problem("json_invalid", { cause }))),
    );
    if (!given.success) throw new Problem("request_invalid", { detail: "token: the admin token, as text" });
    await signIn(context, given.data.token, clock());
    return context.json({ success: true });
  });
  app.delete("/api/session", (context) => {
    signOut(context);
    return context.json({ success: true });
  });
  return app;
}
