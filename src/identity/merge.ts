import { Problem } from "#core/problem.ts";
import { BY_HAND, type Link, NEVER } from "#identity/link.ts";
import { edgeBetween } from "#identity/links-of.ts";
import { uidsNamed } from "#identity/named.ts";
import type { PeopleHouse } from "#identity/people-house.ts";
import { linksBetween, type StoredLink } from "#identity/person-links.ts";

type House = Pick<PeopleHouse, "db" | "objects" | "personsOf">;

/** What a person changed by hand: rows that were written, whatever the people's history. */
export interface Changed {
  rowsWritten: number;
}

/**
 * Joins two ids by hand: two users become one person; a device becomes the user's, whoever claimed it before. It also
 * takes back an earlier separation. Resolves when every report shows it. Throws `request_invalid`, `person_cap`.
 */
export async function mergeByHand(house: House, ids: readonly [string, string], now: number): Promise<Changed> {
  const [a, b] = await Promise.all(ids.map((id) => actorNamed(house, id)));
  if (a === undefined || b === undefined || a === b)
    throw new Problem("request_invalid", { detail: "ids: two different ids" });
  const [known] = await linksBetween(house.db, [a], [b]);
  const link: Omit<Link, "kind" | "from" | "to"> = {
    ts: BY_HAND,
    messageId: "",
    via: "hand",
    sourceId: 0,
    seen: false,
    apartAt: 0,
    joinedAt: Math.max(now, (known?.apartAt ?? 0) + 1),
  };
  const joined = linkOf(a, b, link);
  const changed = await house.objects.of(joined.from).joinNow([joined]);
  const [stored] = await linksBetween(house.db, [joined.from], [joined.to]);
  if (stored?.capped) throw new Problem("person_cap");
  return changed;
}

function linkOf(a: string, b: string, rest: Omit<Link, "kind" | "from" | "to">): Link {
  const users = [a, b].filter((uid) => uid.startsWith("u:"));
  const [user] = users;
  if (user === undefined)
    throw new Problem("request_invalid", { detail: "ids: devices are joined through a user; name one user id" });
  if (users.length === 2) return edgeBetween(a, b, rest);
  return { ...rest, kind: "claim", from: a === user ? b : a, to: user };
}

/** The id as it is known; one that nobody has seen yet is a user's, unless it says otherwise. */
async function actorNamed(house: House, id: string): Promise<string> {
  const uids = uidsNamed(id);
  const persons = await house.personsOf(uids);
  const known = uids.find((uid) => persons.some(({ actors }) => actors.some((actor) => actor.uid === uid)));
  return known ?? uids[0] ?? id;
}

/**
 * Undoes a wrong alias, login or merge: whatever directly links two names is void from now on, also when a message says it
 * again, until somebody joins them by hand. An alias names its previousId as user and as device, so both are meant.
 * Resolves when every report shows it. Throws `not_linked`.
 */
export async function separateByHand(house: House, ids: readonly [string, string], now: number): Promise<Changed> {
  const links = (await linksOfNames(house.db, ...ids)).filter((link) => link.holds);
  if (links.length === 0) throw new Problem("not_linked");
  let rowsWritten = 0;
  for (const { kind, from, to, joinedAt } of links) {
    const apartAt = Math.max(now, joinedAt);
    const link: Link = {
      kind,
      from,
      to,
      ts: NEVER,
      messageId: "",
      via: "hand",
      sourceId: 0,
      seen: false,
      apartAt,
      joinedAt: 0,
    };
    rowsWritten += (await house.objects.of(from).joinNow([link])).rowsWritten;
  }
  return { rowsWritten };
}

/** Every direct link between two names, in either namespace. */
const linksOfNames = (db: D1Database, a: string, b: string): Promise<StoredLink[]> =>
  linksBetween(db, uidsNamed(bare(a)), uidsNamed(bare(b)));

const bare = (id: string): string => (/^[ua]:/.test(id) ? id.slice(2) : id);
