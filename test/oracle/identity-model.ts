/**
 * What identity means, said as plainly as possible: all statements at once, no order, no storage, no cleverness. It shares
 * no code with the product, so that both would have to be wrong in the same way.
 */

/** A message, as far as identity is concerned. Times are ms. */
export interface Said {
  id: string;
  type: "track" | "identify" | "alias";
  userId: string | null;
  anonymousId: string | null;
  previousId: string | null;
  timestamp: number;
  receivedAt: number;
  /** Came with a secret key. */
  secret: boolean;
}

/** What a person did by hand to two uids: join them, or keep them apart. */
export interface Act {
  what: "join" | "part";
  a: string;
  b: string;
  at: number;
}

/** All that was said of one pair of uids. */
export interface ModelLink {
  from: string;
  to: string;
  /** When it was first said; null: never, somebody only keeps the two apart. */
  ts: number | null;
  seen: boolean;
  apartAt: number;
  joinedAt: number;
}

/** An act counts before every message. */
const BY_HAND = -1;

/** Hexadecimal UTF-8: compares as the bytes do. */
const bytes = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Does the first uid come before the second, byte by byte? */
export const isBefore = (a: string, b: string): boolean => bytes(a) < bytes(b);

const smallest = (uids: Iterable<string>): string => [...uids].reduce((a, b) => (isBefore(b, a) ? b : a));

/** One thing that one message or act says of a pair. */
type Statement = Omit<ModelLink, "apartAt" | "joinedAt"> & { act: Act | null };

const holds = (link: ModelLink): boolean => link.ts !== null && (link.apartAt === 0 || link.joinedAt > link.apartAt);

export interface Model {
  links: ModelLink[];
  personOf(uid: string): string;
  /** Whose doing a message is: a uid, or null for nobody's. */
  actorOf(message: Said): string | null;
}

/** The state that these messages and acts mean, in whatever order they come. `isUsable`: can this id name anybody? */
export function identityModel(
  messages: readonly Said[],
  acts: readonly Act[],
  isUsable: (id: string) => boolean,
): Model {
  const statements = [...messages.flatMap((message) => saidBy(message, isUsable)), ...acts.map(doneBy)];
  const byPair = Map.groupBy(statements, ({ from, to }) => JSON.stringify([from, to]));
  const links = [...byPair.values()].flatMap(linkOf);

  const usersWith = (user: string): Set<string> => {
    const found = new Set([user]);
    for (const one of found) {
      for (const link of links) {
        if (!link.from.startsWith("u:") || !holds(link)) continue;
        if (link.from === one) found.add(link.to);
        if (link.to === one) found.add(link.from);
      }
    }
    return found;
  };
  const ownerOf = (device: string): string | null => {
    const claims = links.filter((link) => link.from === device && holds(link));
    const first = Math.min(...claims.map(({ ts }) => ts ?? 0));
    const claimants = claims.filter(({ ts }) => ts === first).map(({ to }) => to);
    return claimants.length === 0 ? null : smallest(claimants);
  };
  return {
    links,
    personOf(uid) {
      const user = uid.startsWith("u:") ? uid : ownerOf(uid);
      return user === null ? uid : smallest(usersWith(user));
    },
    actorOf({ userId, anonymousId }) {
      if (userId !== null && isUsable(userId)) return `u:${userId}`;
      return anonymousId !== null && isUsable(anonymousId) ? `a:${anonymousId}` : null;
    },
  };
}

function saidBy(message: Said, isUsable: (id: string) => boolean): Statement[] {
  const [user, device, previous] = [message.userId, message.anonymousId, message.previousId].map((id) =>
    id !== null && isUsable(id) ? id : null,
  );
  if (!user) return [];
  const ts = Math.min(message.timestamp, message.receivedAt);
  const said: Statement[] = [];
  if (device) said.push({ from: `a:${device}`, to: `u:${user}`, ts, seen: true, act: null });
  if (message.type !== "alias" || !previous || previous === user) return said;
  said.push({ from: `a:${previous}`, to: `u:${user}`, ts, seen: false, act: null });
  if (message.secret) said.push({ ...ordered(`u:${previous}`, `u:${user}`), ts, seen: true, act: null });
  return said;
}

const doneBy = (act: Act): Statement => ({
  ...ordered(act.a, act.b),
  ts: act.what === "join" ? BY_HAND : null,
  seen: false,
  act,
});

/** A device comes first; of two users the smaller one does. */
const ordered = (a: string, b: string): { from: string; to: string } =>
  a.startsWith("a:") || (b.startsWith("u:") && isBefore(a, b)) ? { from: a, to: b } : { from: b, to: a };

function linkOf(statements: Statement[]): ModelLink[] {
  const [first] = statements;
  if (!first) return [];
  const times = statements.map(({ ts }) => ts).filter((ts) => ts !== null);
  const lastAct = (what: Act["what"]): number =>
    Math.max(0, ...statements.map(({ act }) => (act?.what === what ? act.at : 0)));
  return [
    {
      from: first.from,
      to: first.to,
      ts: times.length === 0 ? null : Math.min(...times),
      seen: statements.some(({ seen }) => seen),
      apartAt: lastAct("part"),
      joinedAt: lastAct("join"),
    },
  ];
}
