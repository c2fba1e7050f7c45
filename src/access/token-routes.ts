import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { PermissionName } from "#access/granted.ts";
import type { AccessHouseOf } from "#access/house.ts";
import { iso, isoOrNull } from "#access/iso.ts";
import { createToken, deleteToken, listTokens } from "#access/tokens.ts";

const Token = z.object({
  id: z.number(),
  name: z.string(),
  permissions: z.array(PermissionName),
  expiresAt: z.string().nullable(),
});

/** API tokens: what programs come with. */
export const tokenRoutes = (houseOf: AccessHouseOf): AdminRoute[] => [
  adminRoute({
    method: "get",
    path: "/api/tokens",
    access: "tokens",
    summary: "API tokens: one's own, or everybody's for who says who gets in. Only their hashes are kept.",
    answer: z.object({
      tokens: z.array(
        Token.extend({ madeBy: z.string().nullable(), createdAt: z.string(), usedAt: z.string().nullable() }),
      ),
    }),
    handle: async (_, context) => {
      const tokens = await listTokens(context.env.DB, context.get("caller"));
      return {
        tokens: tokens.map((token) => ({
          ...token,
          createdAt: iso(token.createdAt),
          expiresAt: isoOrNull(token.expiresAt),
          usedAt: isoOrNull(token.usedAt),
        })),
      };
    },
  }),
  adminRoute({
    method: "post",
    path: "/api/tokens",
    access: "tokens",
    summary: "Make an API token. It is shown this once, and may no more than who makes it.",
    body: z.object({
      name: z.string().trim().min(1).max(100),
      permissions: z.array(PermissionName).min(1).max(50).optional(),
      expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
    }),
    answer: Token.extend({ token: z.string() }),
    status: 201,
    handle: async ({ body }, context) => {
      const { db, clock } = houseOf(context.env);
      const given = { ...body, expiresAt: body.expiresAt === null ? null : Date.parse(body.expiresAt) };
      const made = await createToken(
        db,
        context.get("caller"),
        { name: given.name, permissions: given.permissions, expiresAt: given.expiresAt },
        clock(),
      );
      return { ...made, expiresAt: isoOrNull(made.expiresAt) };
    },
  }),
  adminRoute({
    method: "delete",
    path: "/api/tokens/{id}",
    access: "tokens",
    summary: "End an API token, and the sessions that were begun with it.",
    params: z.object({ id: IdText }),
    answer: z.object({ success: z.literal(true) }),
    handle: async ({ params }, context) => {
      await deleteToken(context.env.DB, params.id, context.get("caller"));
      return { success: true };
    },
  }),
];
