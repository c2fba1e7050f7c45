import { createHash } from "node:crypto";
import { isUsableId } from "#core/ids.ts";

/** How a suppressed id is kept: SHA-256 of its uid (`u:<userId>` or `a:<anonymousId>`), so that the list itself names nobody. */
export const suppressionHash = (uid: string): string => createHash("sha256").update(uid).digest("hex");

/**
 * Is this event about somebody who was erased or suppressed: by who did it, or by whom an alias names? A device alone
 * doesn't make it so where a user is named too: the next user of an erased person's device is somebody else.
 */
export function isSuppressed(
  suppressed: ReadonlySet<string>,
  event: { userId?: string | undefined; anonymousId?: string | undefined; previousId?: string | undefined },
): boolean {
  if (suppressed.size === 0) return false;
  const { userId, anonymousId, previousId } = event;
  const named =
    userId !== undefined && isUsableId(userId)
      ? [`u:${userId}`]
      : anonymousId === undefined
        ? []
        : [`a:${anonymousId}`];
  if (previousId !== undefined) named.push(`u:${previousId}`, `a:${previousId}`);
  return named.some((uid) => suppressed.has(suppressionHash(uid)));
}
