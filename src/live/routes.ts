import { Hono } from "hono";
import { Problem } from "#core/problem.ts";
import { feedOf } from "#live/publish.ts";

/** GET /api/live, for those who may (worker.ts asks them first). Everything else is up to the feed object. */
export function liveRoutes(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.get("/api/live", (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") throw new Problem("upgrade_required");
    return feedOf(context.env.LIVE).fetch(context.req.raw);
  });
  return app;
}
