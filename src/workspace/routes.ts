import * as z from "zod";
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
import { createToken, deleteToken, listTokens } from "#workspace/tokens.ts";

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

/** Sources and tokens. `changed` tells this isolate that what it knows by heart is old. */
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
      handle: async (_, { env }) => ({ sources: (await listSources(env.DB)).map(sourceJson) }),
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
      handle: async ({ params }, { env }) => sourceJson(await sourceById(env.DB, params.id)),
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
    adminRoute({
      method: "get",
      path: "/api/tokens",
      access: "tokens",
      summary: "Admin tokens made here; the tokens themselves are kept only as hashes.",
      answer: z.object({ tokens: z.array(z.object({ id: z.number(), name: z.string(), createdAt: z.string() })) }),
      handle: async (_, { env }) => ({
        tokens: (await listTokens(env.DB)).map((token) => ({ ...token, createdAt: iso(token.createdAt) })),
      }),
    }),
    adminRoute({
      method: "post",
      path: "/api/tokens",
      access: "tokens",
      summary: "Make an admin token. It is shown this once.",
      body: z.object({ name: Name }),
      answer: z.object({ id: z.number(), name: z.string(), token: z.string() }),
      status: 201,
      handle: ({ body }, { env }) => createToken(env.DB, body.name, clock()),
    }),
    adminRoute({
      method: "delete",
      path: "/api/tokens/{id}",
      access: "tokens",
      summary: "End an admin token.",
      params: z.object({ id: IdText }),
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params }, { env }) => {
        await deleteToken(env.DB, params.id);
        return { success: true };
      },
    }),
  ];
}
