import { createHash } from "node:crypto";

/**
 * 64 bits of SHA-256 as 16 hex digits: names a messageId (or a request) in a pack's list of ids. With a million ids
 * remembered, the chance that a new one is mistaken for one of them is 5 in 10^14.
 */
const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** messageIds are unique within a source, so one source can't shadow another's events. */
export const eventFingerprint = (sourceId: number, messageId: string): string =>
  fingerprint(`e${sourceId}\0${messageId}`);

/** An event that was kept aside and not stored: it is not kept aside twice, and once it is let in it is no duplicate. */
export const heldFingerprint = (sourceId: number, messageId: string): string =>
  fingerprint(`h${sourceId}\0${messageId}`);

/** A queue message, so that its redelivery is known before its events are looked at. */
export const requestFingerprint = (requestId: string, offset: number): string =>
  fingerprint(`r${requestId}\0${offset}`);
