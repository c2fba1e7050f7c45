import * as z from "zod";
import { ALL_PERMISSIONS, type Caller } from "#core/access.ts";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { PermissionName, RoleName } from "#access/granted.ts";
import type { AccessHouseOf } from "#access/house.ts";
import { iso, isoOrNull } from "#access/iso.ts";
import { memberById } from "#access/members.ts";
import { GivenPasskey } from "#access/passkey-answers.ts";
import { endSession } from "#access/sessions.ts";
import { SessionsAnswer, sessionsJson } from "#access/session-json.ts";

const PasskeyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  usedAt: z.string().nullable(),
});

/**
 * The member who asks in person. A token is not one, also where a member made it: it may do what it was given, and must not
 * become the whole member by adding a passkey. Throws `forbidden`.
 */
function inPerson({ kind, memberId }: Caller): number {
  if (kind !== "member" || memberId === null) throw new Problem("forbidden", { detail: "Only a member in person." });
  return memberId;
}

/** What is about oneself: everybody who is signed in may ask. */
export const meRoutes = (houseOf: AccessHouseOf): AdminRoute[] => [
  adminRoute({
    method: "get",
    path: "/api/me",
    access: "anyone",
    summary: "Who is signed in, and what they may do.",
    answer: z.object({
      kind: z.enum(["root", "member", "token"]),
      name: z.string(),
      memberId: z.number().nullable(),
      role: RoleName.nullable(),
      passkeys: z.number(),
      permissions: z.array(PermissionName),
      expiresAt: z.string().nullable(),
    }),
    handle: async (_, context) => {
      const { kind, name, memberId, may, expiresAt } = context.get("caller");
      const member = kind === "member" && memberId !== null ? await memberById(context.env.DB, memberId) : null;
      return {
        kind,
        name,
        memberId,
        role: member?.role ?? null,
        passkeys: member?.passkeys ?? 0,
        permissions: ALL_PERMISSIONS.filter((one) => may.has(one)),
        expiresAt: isoOrNull(expiresAt),
      };
    },
  }),
  adminRoute({
    method: "get",
    path: "/api/me/sessions",
    access: "anyone",
    summary: "Where one is signed in oneself.",
    answer: SessionsAnswer,
    handle: async (_, context) => {
      const caller = context.get("caller");
      return sessionsJson(houseOf(context.env), inPerson(caller), caller);
    },
  }),
  adminRoute({
    method: "delete",
    path: "/api/me/sessions/{id}",
    access: "anyone",
    summary: "End a session of one's own.",
    params: z.object({ id: IdText }),
    answer: z.object({ success: z.literal(true) }),
    handle: async ({ params }, context) => {
      await endSession(context.env.DB, params.id, inPerson(context.get("caller")));
      return { success: true };
    },
  }),
  adminRoute({
    method: "get",
    path: "/api/me/passkeys",
    access: "anyone",
    summary: "One's own passkeys.",
    answer: z.object({ passkeys: z.array(PasskeyAnswer) }),
    handle: async (_, context) => {
      const { results } = await context.env.DB.prepare(
        `SELECT id, name, created_at AS createdAt, used_at AS usedAt FROM passkeys WHERE member_id = ?1
         ORDER BY created_at, id`,
      )
        .bind(inPerson(context.get("caller")))
        .all<{ id: string; name: string; createdAt: number; usedAt: number | null }>();
      return {
        passkeys: results.map((row) => ({ ...row, createdAt: iso(row.createdAt), usedAt: isoOrNull(row.usedAt) })),
      };
    },
  }),
  adminRoute({
    method: "post",
    path: "/api/me/passkeys/challenge",
    access: "anyone",
    summary: "Ask for what a browser needs to make a passkey; good for five minutes.",
    answer: z.looseObject({ challenge: z.string() }),
    handle: async (_, context) => {
      const { name: email, ...caller } = context.get("caller");
      const member = { id: inPerson({ ...caller, name: email }), email };
      const { addOptions } = await import("#access/passkeys.ts");
      return addOptions(houseOf(context.env), member, new URL(context.req.url).origin);
    },
  }),
  adminRoute({
    method: "post",
    path: "/api/me/passkeys",
    access: "anyone",
    summary: "Add a passkey to oneself.",
    body: GivenPasskey,
    answer: z.object({ id: z.string() }),
    status: 201,
    handle: async ({ body }, context) => {
      const memberId = inPerson(context.get("caller"));
      const { addPasskey } = await import("#access/passkeys.ts");
      return addPasskey(houseOf(context.env), memberId, body, new URL(context.req.url).origin);
    },
  }),
  adminRoute({
    method: "delete",
    path: "/api/me/passkeys/{id}",
    access: "anyone",
    summary: "Remove a passkey of one's own. Sessions that were begun with it go on.",
    params: z.object({ id: z.string().min(1).max(1_400) }),
    answer: z.object({ success: z.literal(true) }),
    handle: async ({ params }, context) => {
      const gone = await context.env.DB.prepare("DELETE FROM passkeys WHERE id = ?1 AND member_id = ?2 RETURNING id")
        .bind(params.id, inPerson(context.get("caller")))
        .first();
      if (gone === null) throw new Problem("not_found");
      return { success: true };
    },
  }),
];
