import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import type { Caller } from "#core/access.ts";
import { Problem } from "#core/problem.ts";
import type { BackupHouse } from "#backup/backup-house.ts";
import { holdForRestore, release, requireRestore, writeHeld } from "#backup/hold.ts";
import { ArchivedName, DumpPartJson, ObjectNameJson, RowsJson } from "#backup/manifest.ts";
import { requireEmpty, verifyCounts, wipe, writeLate } from "#backup/restore.ts";
import { appliedMigrations, copiedTables, LATE } from "#backup/tables.ts";
import { checkTables, writeRows } from "#backup/write-tables.ts";

/** Who restores takes the place of everybody who gets in: tokens and members are the backup's afterwards. */
function requireRoot({ kind }: Caller): void {
  if (kind !== "root")
    throw new Problem("forbidden", { detail: "Restoring needs the deployment's own token (ADMIN_TOKEN_HASH)." });
}

const Columns = { name: z.string(), columns: z.array(z.string()) };
const Numbers = z.object({ from: z.number(), to: z.number() });
const Uid = z.object({ uid: z.string() });

/**
 * Bringing a backup into an empty workspace. Each call may be made again; a restore that died is begun anew, and takes out
 * what the dead one wrote. Until it is done nothing is stored: what comes in waits in its queue.
 */
export function restoreRoutes(houseOf: (env: Env) => BackupHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "post",
      path: "/api/restore",
      access: "access",
      summary: "Begin a restore: refused where the workspace is in use, or the backup is of a later version.",
      body: z.object({ migrations: z.array(z.string()), tables: z.array(z.object(Columns)) }),
      answer: z.object({ uid: z.string(), late: z.array(z.string()), newer: z.array(z.string()) }),
      async handle({ body }, context) {
        requireRoot(context.get("caller"));
        const { db, clock } = houseOf(context.env);
        await requireEmpty(db);
        checkTables(await copiedTables(db), body.tables);
        const uid = await holdForRestore(db, clock());
        const had = new Set(body.migrations);
        const newer = (await appliedMigrations(db)).filter((name) => !had.has(name));
        return { uid, late: [...LATE], newer };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/restore/{uid}/wipe",
      access: "access",
      summary: "Take out what an earlier restore left, and what a new workspace begins with. Call until `done`.",
      params: Uid,
      answer: z.object({ done: z.boolean() }),
      async handle({ params }, context) {
        requireRoot(context.get("caller"));
        const { db } = houseOf(context.env);
        await requireRestore(db, params.uid);
        return { done: await wipe(db, params.uid, await copiedTables(db)) };
      },
    }),
    adminRoute({
      method: "put",
      path: "/api/restore/{uid}/tables/{table}",
      access: "access",
      summary: "Rows of a table; bytes as hex. The same rows again change nothing.",
      params: z.object({ uid: z.string(), table: z.string() }),
      body: z.object({ columns: z.array(z.string()), rows: RowsJson }),
      answer: z.object({ written: z.number() }),
      async handle({ params, body }, context) {
        requireRoot(context.get("caller"));
        const { db } = houseOf(context.env);
        await requireRestore(db, params.uid);
        const shapes = await copiedTables(db);
        checkTables(shapes, [{ name: params.table, columns: body.columns }]);
        const shape = shapes.find(({ name }) => name === params.table);
        if (!shape || LATE.has(shape.name)) throw new Problem("request_invalid", { detail: "table" });
        await writeHeld(db, params.uid, writeRows(db, shape, body.columns, body.rows));
        return { written: body.rows.length };
      },
    }),
    adminRoute({
      method: "put",
      path: "/api/restore/{uid}/objects/{kind}/{name}",
      access: "access",
      summary: "A part of what an object keeps, the first one in place of all that is there.",
      params: z.object({ ...Uid.shape, ...ObjectNameJson.shape }),
      body: z.object({ part: DumpPartJson, first: z.boolean(), last: z.boolean(), resume: z.boolean() }),
      answer: z.object({ done: z.literal(true) }),
      async handle({ params, body }, context) {
        requireRoot(context.get("caller"));
        const house = houseOf(context.env);
        await requireRestore(house.db, params.uid);
        const { part, first, last, resume } = body;
        const at = last ? { through: await house.lastArrival(), resume } : null;
        await house.refill({ kind: params.kind, name: params.name }, part, first, at);
        return { done: true };
      },
    }),
    adminRoute({
      method: "put",
      path: "/api/restore/{uid}/archived",
      access: "access",
      summary: "A file of older days; the body is its bytes.",
      params: Uid,
      query: z.object({ name: ArchivedName }),
      answer: z.object({ done: z.literal(true) }),
      async handle({ params, query }, context) {
        requireRoot(context.get("caller"));
        const house = houseOf(context.env);
        await requireRestore(house.db, params.uid);
        await house.writeFile(query.name, await context.req.arrayBuffer());
        return { done: true };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/restore/{uid}/links",
      access: "access",
      summary: "Tell identity objects who is linked with whom, a part at a time. Call with `next` until that is null.",
      params: Uid,
      body: z.object({ after: Numbers }),
      answer: z.object({ next: Numbers.nullable() }),
      async handle({ params, body }, context) {
        requireRoot(context.get("caller"));
        const house = houseOf(context.env);
        await requireRestore(house.db, params.uid);
        return { next: await house.adoptLinks(body.after) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/restore/{uid}/finish",
      access: "access",
      summary: "Count, write what makes events go somewhere, tell whoever acts on it, and take events in again.",
      params: Uid,
      body: z.object({
        tables: z.array(z.object({ name: z.string(), rows: z.number() })),
        late: z.array(z.object({ ...Columns, rows: RowsJson })),
        numbers: z.record(z.string(), z.number()),
        resume: z.boolean(),
      }),
      answer: z.object({ done: z.literal(true) }),
      async handle({ params, body }, context) {
        requireRoot(context.get("caller"));
        const house = houseOf(context.env);
        await requireRestore(house.db, params.uid);
        const shapes = await copiedTables(house.db);
        const names = new Set(shapes.map(({ name }) => name));
        if (body.tables.some(({ name }) => !names.has(name)) || body.late.some(({ name }) => !LATE.has(name)))
          throw new Problem("request_invalid", { detail: "tables" });
        checkTables(shapes, body.late);
        await verifyCounts(house.db, body.tables);
        await writeLate(house.db, params.uid, shapes, body.late, body.numbers);
        await house.wakeAll(body.resume);
        await release(house.db, params.uid);
        return { done: true };
      },
    }),
  ];
}
