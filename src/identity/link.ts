import * as z from "zod";

/**
 * What was said of two ids. There are two kinds:
 *   claim   device → user: they were seen together, so the device is the user's, if nobody claimed it earlier
 *   edge    user ~ user: an alias says they are one person; `from` is the smaller id
 * A Link is a register: `joined` of any number of statements, in any order, however often each, is the same.
 */
export const Link = z.object({
  kind: z.enum(["claim", "edge"]),
  /** `a:<anonymousId>`, or for an edge `u:` and the smaller user id. */
  from: z.string(),
  /** `u:<userId>` */
  to: z.string(),
  /** The earliest statement: ms, and BY_HAND where a person made it, which comes before all time. */
  ts: z.number(),
  messageId: z.string(),
  /** The type of that message, "import", or "hand". */
  via: z.string(),
  sourceId: z.number(),
  /** Was the device itself seen with the user, not just named by an alias? */
  seen: z.boolean(),
  /** When somebody separated the two by hand, ms; 0: never. It holds until somebody joins them by hand. */
  apartAt: z.number(),
  /** When somebody joined the two by hand, ms; 0: never. */
  joinedAt: z.number(),
});
export type Link = z.infer<typeof Link>;

/** Time of a statement made by hand: earlier than any event, so it decides whose a device is. */
export const BY_HAND = -1;
/** Time of a link that only says that two ids are apart: later than any event. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** Compares text as SQLite and UTF-8 do, by bytes, where `<` would compare UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const x = encoder.encode(a);
  const y = encoder.encode(b);
  const length = Math.min(x.length, y.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
const encoder = new TextEncoder();

/** Is the first statement the one that counts: the earlier, or of the same time the one with the smaller message id? */
export const isEarlier = (a: Pick<Link, "ts" | "messageId">, b: Pick<Link, "ts" | "messageId">): boolean =>
  a.ts < b.ts || (a.ts === b.ts && compareBytes(a.messageId, b.messageId) < 0);

/** Two registers of the same pair as one. */
export function joined(a: Link, b: Link): Link {
  const first = isEarlier(b, a) ? b : a;
  return {
    ...first,
    seen: a.seen || b.seen,
    apartAt: Math.max(a.apartAt, b.apartAt),
    joinedAt: Math.max(a.joinedAt, b.joinedAt),
  };
}

/** Would `b` change `a`? */
export const improves = (a: Link, b: Link): boolean =>
  isEarlier(b, a) || (b.seen && !a.seen) || b.apartAt > a.apartAt || b.joinedAt > a.joinedAt;

/** Does the link hold, or has somebody separated the two? */
export const holds = (link: Pick<Link, "apartAt" | "joinedAt" | "ts">): boolean =>
  link.ts !== NEVER && (link.apartAt === 0 || link.joinedAt > link.apartAt);

/** Names the pair; uids hold no NUL (storableText). */
export const pairOf = (link: Pick<Link, "from" | "to">): string => `${link.from}\0${link.to}`;
