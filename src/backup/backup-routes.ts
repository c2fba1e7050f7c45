import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { type Cell } from "#core/table-shape.ts";
import type { BackupHouse } from "#backup/backup-house.ts";
import { holdForBackup, release, renewHold } from "#backup/hold.ts";
import { ArchivedName, CellJson, DumpPartJson, ObjectNameJson, RowsJson } from "#backup/manifest.ts";
import { countTables, tablePage } from "#backup/read-tables.ts";
import { appliedMigrations, copiedTables, numbersGiven } from "#backup/tables.ts";

/** A JSON text in the query. */
const jsonText = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not readable" });
        return z.NEVER;
      }
    })
    .pipe(schema)
    .optional();

const Cursor = z.object({ table: z.string(), key: z.array(CellJson) });

/**
 * Reading everything a workspace has, as of one moment: while it lasts nothing is stored, what comes in waits in its queue.
 * A copy holds write keys, hashes of tokens and what mails are signed with, so it is the owner's alone.
 */
export function backupRoutes(houseOf: (env: Env) => BackupHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "post",
      path: "/api/backup",
      access: "access",
      summary: "Begin a backup: hold what comes in, and say what there is to copy. Small tables come with it.",
      answer: z.object({
        uid: z.string(),
        through: z.number(),
        migrations: z.array(z.string()),
        numbers: z.record(z.string(), z.number()),
        tables: z.array(
          z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), all: RowsJson.nullable() }),
        ),
        objects: z.array(ObjectNameJson),
        archived: z.array(ArchivedName),
      }),
      async handle(_, { env }) {
        const house = houseOf(env);
        const uid = await holdForBackup(house.db, house.clock());
        try {
          await house.settle();
          return {
            uid,
            through: await house.lastArrival(),
            migrations: await appliedMigrations(house.db),
            numbers: await numbersGiven(house.db),
            tables: await countTables(house.db, await copiedTables(house.db)),
            objects: await house.objects(),
            archived: await house.archived(),
          };
        } catch (error) {
          await release(house.db, uid);
          throw error;
        }
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/backup/{uid}/tables/{table}",
      access: "access",
      summary: "Rows of a table in the order of its key, a page at a time; bytes as hex.",
      params: z.object({ uid: z.string(), table: z.string() }),
      query: z.object({ after: jsonText(z.array(CellJson)) }),
      answer: z.object({ rows: RowsJson, next: z.array(CellJson).nullable() }),
      async handle({ params, query }, { env }) {
        const { db, clock } = houseOf(env);
        await renewHold(db, params.uid, clock());
        const shape = (await copiedTables(db)).find(({ name }) => name === params.table);
        if (!shape) throw new Problem("not_found");
        const after: Cell[] | undefined = query.after;
        if (after && after.length !== shape.key.length)
          throw new Problem("request_invalid", { detail: "after: its key" });
        return tablePage(db, shape, after ?? null);
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/backup/{uid}/objects/{kind}/{name}",
      access: "access",
      summary: "What an object keeps, a page at a time. Another `state` than before: it has changed, begin it anew.",
      params: z.object({ uid: z.string(), ...ObjectNameJson.shape }),
      query: z.object({ after: jsonText(Cursor) }),
      answer: z.object({ part: DumpPartJson, next: Cursor.nullable(), state: z.string() }),
      async handle({ params, query }, { env }) {
        const house = houseOf(env);
        await renewHold(house.db, params.uid, house.clock());
        return house.dump({ kind: params.kind, name: params.name }, query.after ?? null);
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/backup/{uid}/archived",
      access: "access",
      summary: "A file of older days, byte for byte.",
      params: z.object({ uid: z.string() }),
      query: z.object({ name: ArchivedName }),
      answer: z.unknown(),
      async handle({ params, query }, { env }) {
        const house = houseOf(env);
        await renewHold(house.db, params.uid, house.clock());
        const body = await house.readFile(query.name);
        if (body === null) throw new Problem("not_found");
        return new Response(body, { headers: { "content-type": "application/octet-stream" } });
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/backup/{uid}",
      access: "access",
      summary: "End a backup. Refused where it was given up before: then what was read is not of one moment.",
      params: z.object({ uid: z.string() }),
      answer: z.object({ done: z.literal(true) }),
      async handle({ params }, { env }) {
        const { db, clock } = houseOf(env);
        await renewHold(db, params.uid, clock());
        await release(db, params.uid);
        return { done: true };
      },
    }),
  ];
}
