import * as z from "zod";
import type { Caller } from "#core/access.ts";
import type { AccessHouse } from "#access/house.ts";
import { iso } from "#access/iso.ts";
import { listSessions, type SessionRow } from "#access/sessions.ts";

const SessionAnswer = z.object({
  id: z.number(),
  who: z.string(),
  how: z.enum(["passkey", "code", "token"]),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  /** Is it the one that asks? */
  current: z.boolean(),
  createdAt: z.string(),
  usedAt: z.string(),
  expiresAt: z.string(),
});

export const SessionsAnswer = z.object({ sessions: z.array(SessionAnswer) });

const sessionJson = (session: SessionRow, current: number | null): z.infer<typeof SessionAnswer> => ({
  ...session,
  current: session.id === current,
  createdAt: iso(session.createdAt),
  usedAt: iso(session.usedAt),
  expiresAt: iso(session.expiresAt),
});

/** A member's sessions, or (null) everybody's, as an answer to the one who asks. */
export async function sessionsJson(
  { db, clock }: Pick<AccessHouse, "db" | "clock">,
  memberId: number | null,
  { sessionId }: Caller,
): Promise<z.infer<typeof SessionsAnswer>> {
  const sessions = await listSessions(db, memberId, clock());
  return { sessions: sessions.map((session) => sessionJson(session, sessionId)) };
}
