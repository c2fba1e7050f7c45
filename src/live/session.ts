import * as z from "zod";
import type { Channel } from "#live/channel.ts";
import { Pass } from "#live/pass.ts";

/** Characters sent ahead of a client's acks; what comes after waits in the feed's storage. */
const ACK_WINDOW = 1_000_000;

/**
 * Characters sent to a client that says nothing at all, before it is told to come back. The runtime has no
 * `bufferedAmount` (workerd 1.20261023; https://github.com/cloudflare/workerd/issues/988): it takes every send and keeps
 * it in memory until the client reads, so a client that never reads would use up the memory of all.
 */
const SILENT_WINDOW = 16_000_000;

/** One connected client. */
export interface Session {
  socket: WebSocket;
  /** What let it in, which may end while it is open. */
  pass: Pass;
  channel: Channel;
  /** Feed number: up to here it has everything it wants. */
  at: number;
  /** The last number it was told as a cursor, and the one its attachment holds. */
  told: number;
  attached: number;
  paused: boolean;
  /** What was sent and not acknowledged yet; null while the client does no flow control. */
  inFlight: { seq: number; length: number }[] | null;
  /** Characters sent since the client was last heard, and when (ms) that was. */
  unheard: number;
  heardAt: number;
}

/** Is it waiting for the client before it may be sent more events? */
export function isHeld(session: Session): boolean {
  return session.paused || (session.inFlight ?? []).reduce((sum, { length }) => sum + length, 0) >= ACK_WINDOW;
}

export function noteAck(session: Session, seq: number): void {
  session.inFlight = (session.inFlight ?? []).filter((sent) => sent.seq > seq);
}

export function noteHeard(session: Session, now: number): void {
  session.heardAt = now;
  session.unheard = 0;
}

/** Has it been sent so much without a sign of life (a message, or a ping, which the runtime answers without us)? */
export function isSilent(session: Session, now: number, lastPing: () => Date | null): boolean {
  if (session.unheard < SILENT_WINDOW) return false;
  const ping = lastPing()?.getTime() ?? 0;
  if (ping <= session.heardAt) return true;
  noteHeard(session, now);
  return false;
}

/** What survives hibernation with the socket: at most 16 KB, so filters are bounded (`MAX_FILTER_LENGTH`). */
const Attachment = z.object({
  at: z.number(),
  /** JSON of a LiveFilter. */
  filter: z.string(),
  maxPerSecond: z.number(),
  paused: z.boolean(),
  acks: z.boolean(),
  pass: Pass,
});
export type Attachment = z.infer<typeof Attachment>;

export function attach(session: Session): void {
  session.attached = session.at;
  session.socket.serializeAttachment({
    at: session.at,
    filter: session.channel.filterJson,
    maxPerSecond: session.channel.maxPerSecond,
    paused: session.paused,
    acks: session.inFlight !== null,
    pass: session.pass,
  } satisfies Attachment);
}

/** Throws where a socket has none that this version can read. */
export const attachmentOf = (socket: WebSocket): Attachment => Attachment.parse(socket.deserializeAttachment());
