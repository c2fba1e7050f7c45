import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { inviteMail } from "#access/access-mails.ts";
import { handOverCode } from "#access/codes.ts";
import { RoleName } from "#access/granted.ts";
import type { AccessHouseOf } from "#access/house.ts";
import { iso, isoOrNull } from "#access/iso.ts";
import { addMember, changeRole, listMembers, memberById, type MemberRow, removeMember } from "#access/members.ts";
import { endSession } from "#access/sessions.ts";
import { SessionsAnswer, sessionsJson } from "#access/session-json.ts";

const MemberAnswer = z.object({
  id: z.number(),
  email: z.string(),
  role: RoleName,
  invitedBy: z.string(),
  passkeys: z.number(),
  createdAt: z.string(),
  seenAt: z.string().nullable(),
});

const memberJson = (member: MemberRow): z.infer<typeof MemberAnswer> => ({
  ...member,
  createdAt: iso(member.createdAt),
  seenAt: isoOrNull(member.seenAt),
});

/** Who gets in, and where they are signed in. */
export const memberRoutes = (houseOf: AccessHouseOf): AdminRoute[] => [
  adminRoute({
    method: "get",
    path: "/api/members",
    access: "access",
    summary: "Everybody who gets in, with their role.",
    answer: z.object({ members: z.array(MemberAnswer) }),
    handle: async (_, { env }) => ({ members: (await listMembers(env.DB)).map(memberJson) }),
  }),
  adminRoute({
    method: "post",
    path: "/api/members",
    access: "access",
    summary: "Let somebody in. They get a mail; `mailed` says whether it could be sent.",
    body: z.object({ email: z.string().max(300), role: RoleName }),
    answer: MemberAnswer.extend({ mailed: z.boolean() }),
    status: 201,
    handle: async ({ body }, context) => {
      const house = houseOf(context.env);
      const email = house.readAddress(body.email)?.toLowerCase();
      if (email === undefined) throw new Problem("request_invalid", { detail: "email: an e-mail address" });
      const invitedBy = context.get("caller").name;
      const member = await addMember(house.db, { email, role: body.role, invitedBy }, house.clock());
      const mail = inviteMail(email, invitedBy, body.role, new URL(context.req.url).origin);
      const mailed = (await house.hasMail()) && (await house.sendMail(mail)).outcome === "sent";
      return { ...memberJson(member), mailed };
    },
  }),
  adminRoute({
    method: "patch",
    path: "/api/members/{id}",
    access: "access",
    summary: "Give a member another role. It counts from their next request on.",
    params: z.object({ id: IdText }),
    body: z.object({ role: RoleName }),
    answer: MemberAnswer,
    handle: async ({ params, body }, { env }) => memberJson(await changeRole(env.DB, params.id, body.role)),
  }),
  adminRoute({
    method: "delete",
    path: "/api/members/{id}",
    access: "access",
    summary: "Put a member out. Their sessions, passkeys and tokens end at once.",
    params: z.object({ id: IdText }),
    answer: z.object({ success: z.literal(true) }),
    handle: async ({ params }, { env }) => {
      await removeMember(env.DB, params.id);
      return { success: true };
    },
  }),
  adminRoute({
    method: "post",
    path: "/api/members/{id}/code",
    access: "access",
    summary: "Make a code for a member to sign in with, where no mail reaches them: hand it over yourself.",
    params: z.object({ id: IdText }),
    answer: z.object({ email: z.string(), code: z.string(), expiresAt: z.string() }),
    status: 201,
    handle: async ({ params }, { env }) => {
      const house = houseOf(env);
      const { email } = await memberById(house.db, params.id);
      const { code, expiresAt } = await handOverCode(house, email);
      return { email, code, expiresAt: iso(expiresAt) };
    },
  }),
  adminRoute({
    method: "get",
    path: "/api/sessions",
    access: "access",
    summary: "Where everybody is signed in, used last first.",
    answer: SessionsAnswer,
    handle: (_, context) => sessionsJson(houseOf(context.env), null, context.get("caller")),
  }),
  adminRoute({
    method: "delete",
    path: "/api/sessions/{id}",
    access: "access",
    summary: "End anybody's session.",
    params: z.object({ id: IdText }),
    answer: z.object({ success: z.literal(true) }),
    handle: async ({ params }, { env }) => {
      await endSession(env.DB, params.id, null);
      return { success: true };
    },
  }),
];
