import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { ArchiveHouse } from "#archive/archive-house.ts";
import { keep } from "#archive/keep.ts";
import { repair } from "#archive/repair.ts";
import { readRetention, RetentionSettings, writeRetention } from "#archive/retention.ts";
import { ArchiveStatus, archiveStatus } from "#archive/status.ts";

const Storage = ArchiveStatus.extend({ retention: RetentionSettings });

/** An answer should come before a browser gives up. */
const ROUND_MS = 20_000;

/** Where events lie, for how long, and a round of housekeeping by hand. */
export function archiveRoutes(houseOf: (env: Env) => ArchiveHouse): AdminRoute[] {
  const storage = async (house: ArchiveHouse) => ({
    ...(await archiveStatus(house)),
    retention: await readRetention(house.db),
  });
  return [
    adminRoute({
      method: "get",
      path: "/api/storage",
      access: "read",
      summary: "How full the database is, what is archived, and how long events are kept.",
      answer: Storage,
      handle: (_, { env }) => storage(houseOf(env)),
    }),
    adminRoute({
      method: "put",
      path: "/api/storage/retention",
      access: "settings",
      summary:
        "Say how long events are kept, and when they move to R2. What is too old is deleted for good from the next hour on.",
      body: RetentionSettings,
      answer: Storage,
      handle: async ({ body }, { env }) => {
        const house = houseOf(env);
        await writeRetention(house.db, body);
        return storage(house);
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/storage/round",
      access: "operate",
      summary:
        "Delete, move and make room now instead of at the next hour, for 20 seconds at most: `done` says if that was all.",
      answer: z.object({
        level: ArchiveStatus.shape.database.shape.level,
        events: z.number(),
        facts: z.number(),
        expired: z.number(),
        done: z.boolean(),
      }),
      handle: (_, { env }) => {
        const house = houseOf(env);
        return keep(house, house.clock() + ROUND_MS);
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/storage/repair",
      access: "operate",
      summary:
        "After the database was restored to an earlier moment: takes newer files of the archive in the place of those that are gone.",
      answer: z.object({ replaced: z.number(), dropped: z.number() }),
      handle: (_, { env }) => repair(env.DB, env.ARCHIVE),
    }),
  ];
}
