import { createHash } from "node:crypto";

/**
 * The name of the identity object that keeps an id's links: one object per linked id, or, with `buckets`, that many
 * objects for all. The protocol is the same; few objects cost less storage (about 12 KB each), many share no thread.
 * A deployment keeps what it began with: another number would look in other objects.
 */
export function ownerName(uid: string, buckets: number): string {
  if (buckets === 0) return uid;
  const hash = createHash("sha256").update(uid).digest("hex");
  return `bucket-${Number.parseInt(hash.slice(0, 8), 16) % buckets}`;
}

/** The setting IDENTITY_BUCKETS. Throws where it is no whole number. */
export function bucketsOf(setting: string): number {
  const buckets = Number(setting);
  if (!Number.isInteger(buckets) || buckets < 0) throw new RangeError(`IDENTITY_BUCKETS is no number: ${setting}`);
  return buckets;
}
