import * as z from "zod";
import { type Caller, mayDo } from "#core/access.ts";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { type Clock, HOUR_MS } from "#core/clock.ts";
import {
  changeSource,
  createSource,
  DEFAULT_OVERLAP_MS,
  listSources,
  rotateKey,
  type SourceWithKeys,
  sourceById,
} from "#workspace/sources.ts";

const Name = z.string().trim().min(1).max(100);
/** Keys that sites may bring along; long enough that nobody guesses one, and plain enough for a URL. */
const BroughtKey = z.string().regex(/^[\w-]{8,100}$/, "8 to 100 letters, digits, - or _");
const SourceAnswer = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.enum(["public", "secret"]),
  enabled: z.boolean(),
  createdAt: z.string(),
  writeKey: z.string().nullable(),
  keys: z.array(z.object({ key: z.string(), createdAt: z.string(), expiresAt: z.string().nullable() })),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const sourceJson = (source: SourceWithKeys): z.infer<typeof SourceAnswer> => ({
  ...source,
  createdAt: iso(source.createdAt),
  writeKey: source.keys.find((key) => key.expiresAt === null)?.key ?? null,
  keys: source.keys.map((key) => ({
    ...key,
    createdAt: iso(key.createdAt),
    expiresAt: key.expiresAt === null ? null : iso(key.expiresAt),
  })),
});

/** A source, of a server's without its keys for those who may not change it: with them, anybody can write anything. */
const shownTo = (caller: Caller, source: SourceWithKeys): z.infer<typeof SourceAnswer> =>
  sourceJson(source.kind === "public" || mayDo(caller, "connect") ? source : { ...source, keys: [] });

/** Sources. `changed` tells this isolate that what it knows by heart is old. */
export function workspaceRoutes(clock: Clock, changed: () => void): AdminRoute[] {
  const done = (source: SourceWithKeys) => {
    changed();
    return sourceJson(source);
  };
  return [
    adminRoute({
      method: "get",
      path: "/api/sources",
      access: "read",
      summary: "All sources with their write keys.",
      answer: z.object({ sources: z.array(SourceAnswer) }),
      handle: async (_, context) => {
        const caller = context.get("caller");
        return { sources: (await listSources(context.env.DB)).map((source) => shownTo(caller, source)) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/sources",
      access: "connect",
      summary: "Make a source. A public key sits in a browser or an app, a secret one on a server.",
      body: z.object({
        name: Name,
        kind: z.enum(["public", "secret"]).default("public"),
        writeKey: BroughtKey.optional(),
      }),
      answer: SourceAnswer,
      status: 201,
      handle: async ({ body }, { env }) => done(await createSource(env.DB, body, clock())),
    }),
    adminRoute({
      method: "get",
      path: "/api/sources/{id}",
      access: "read",
      summary: "One source.",
      params: z.object({ id: IdText }),
      answer: SourceAnswer,
      handle: async ({ params }, context) =>
        shownTo(context.get("caller"), await sourceById(context.env.DB, params.id)),
    }),
    adminRoute({
      method: "patch",
      path: "/api/sources/{id}",
      access: "connect",
      summary: "Rename a source, switch it off or on again.",
      params: z.object({ id: IdText }),
      body: z.object({ name: Name.optional(), enabled: z.boolean().optional() }),
      answer: SourceAnswer,
      handle: async ({ params, body }, { env }) => done(await changeSource(env.DB, params.id, body, clock())),
    }),
    adminRoute({
      method: "post",
      path: "/api/sources/{id}/rotate",
      access: "connect",
      summary: "Give a source a new write key; the old one goes on working for the overlap.",
      params: z.object({ id: IdText }),
      body: z.object({
        overlapHours: z
          .number()
          .min(0)
          .max(8_760)
          .default(DEFAULT_OVERLAP_MS / HOUR_MS),
      }),
      answer: SourceAnswer,
      handle: async ({ params, body }, { env }) =>
        done(await rotateKey(env.DB, params.id, body.overlapHours * HOUR_MS, clock())),
    }),
  ];
}
