import { DAY_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { isUsableId } from "#core/ids.ts";
import { storableText } from "#core/json.ts";
import type { Source } from "#core/source.ts";
import { IMPORTED_LINK } from "#core/imported-link.ts";
import { compareBytes, type Link } from "#identity/link.ts";

/** How far statements are believed. */
export interface Trust {
  /** Whoever can read the write key can say anything with it. */
  sourceKind: Source["kind"];
  /** A public key's claim counts as at most this old, ms; null: its timestamp is believed. */
  maxClaimAgeMs: number | null;
}

/** "7" days → ms; "" → null. Throws where the setting is no number: a typo must not switch the guard off. */
export function claimAgeOf(setting: string): number | null {
  if (setting === "") return null;
  const days = Number(setting);
  if (!(days >= 0)) throw new RangeError(`CLAIM_MAX_AGE_DAYS is no number of days: ${setting}`);
  return days * DAY_MS;
}

const usable = (id: string | undefined): id is string => id !== undefined && isUsableId(id);

/**
 * What an event says of two ids. Any event with a usable userId and anonymousId claims the device; an alias claims the
 * device of its previousId and, from a secret key, says that two users are one: previousId names both, and whichever turns
 * out to exist is meant. A clock in the future never wins: a statement is no later than its arrival.
 */
export function linksOf(event: TrackedEvent, trust: Trust): { links: Link[]; untrustedAlias: boolean } {
  const { userId, anonymousId, previousId, type, messageId, sourceId, receivedAt } = event;
  const links: Link[] = [];
  if (!usable(userId)) return { links, untrustedAlias: false };
  const said = Math.min(event.timestamp, receivedAt);
  const isPublic = trust.sourceKind === "public";
  const ts = isPublic && trust.maxClaimAgeMs !== null ? Math.max(said, receivedAt - trust.maxClaimAgeMs) : said;
  const user = storableText(`u:${userId}`);
  const link = {
    ts,
    messageId,
    via: event.imported === true ? IMPORTED_LINK : type,
    sourceId,
    apartAt: 0,
    joinedAt: 0,
  };
  const claim = (device: string, seen: boolean): Link => ({
    ...link,
    kind: "claim",
    from: storableText(`a:${device}`),
    to: user,
    seen,
  });
  if (usable(anonymousId)) links.push(claim(anonymousId, true));
  if (type !== "alias" || !usable(previousId) || previousId === userId) return { links, untrustedAlias: false };
  links.push(claim(previousId, false));
  if (isPublic) return { links, untrustedAlias: true };
  links.push(edgeBetween(user, storableText(`u:${previousId}`), { ...link, seen: true }));
  return { links, untrustedAlias: false };
}

/** The register of two users, the smaller id first. */
export function edgeBetween(a: string, b: string, rest: Omit<Link, "kind" | "from" | "to">): Link {
  const [from, to] = compareBytes(a, b) < 0 ? [a, b] : [b, a];
  return { ...rest, kind: "edge", from, to };
}
