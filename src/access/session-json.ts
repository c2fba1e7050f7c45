import * as z from "zod";
import { iso } from "#access/iso.ts";
import type { SessionRow } from "#access/sessions.ts";

export const SessionAnswer = z.object({
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

export const sessionJson = (session: SessionRow, current: number | null): z.infer<typeof SessionAnswer> => ({
  ...session,
  current: session.id === current,
  createdAt: iso(session.createdAt),
  usedAt: iso(session.usedAt),
  expiresAt: iso(session.expiresAt),
});
