import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { withPass } from "#live/pass.ts";
import { inJurisdiction } from "#core/jurisdiction.ts";
import { feedOf } from "#live/publish.ts";

const Texts = z.union([z.string(), z.array(z.string())]).optional();

/** GET /api/live, for those who may (worker.ts asks them first). Everything else is up to the feed object. */
export const liveRoutes: AdminRoute[] = [
  adminRoute({
    method: "get",
    path: "/api/live",
    access: "read",
    summary:
      "The live feed: upgrades to a WebSocket. docs/live.md describes its messages; `filter` and `where` are JSON.",
    query: z.object({
      cursor: z.string().optional(),
      maxPerSecond: z.string().optional(),
      event: Texts,
      notEvent: Texts,
      person: Texts,
      country: Texts,
      source: Texts,
      bots: Texts,
      where: Texts,
      filter: Texts,
    }),
    answer: z.object({}),
    status: 101,
    handle: async (_, context) => {
      if (context.req.header("upgrade")?.toLowerCase() !== "websocket") throw new Problem("upgrade_required");
      return feedOf(inJurisdiction(context.env.LIVE, context.env.JURISDICTION)).fetch(
        withPass(context.req.raw, context.get("caller")),
      );
    },
  }),
];
