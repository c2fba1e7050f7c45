import { ownerName } from "#identity/owner-name.ts";
import type { IdentityObjects } from "#identity/hand-over.ts";
import { isUsable } from "../schedule.ts";
import type { Env, Identity } from "./object-under-test.ts";

/**
 * Ids of one schedule: all carry its prefix, so that it has objects of its own; an id that names nobody stays as it is.
 */
export interface Names {
  idWith(id: string): string;
  uidWith(uid: string): string;
  /** Back to the schedule's own; what has no prefix stays as it is. */
  uidWithout(uid: string): string;
}

export function namesWith(prefix: string): Names {
  const idWith = (id: string): string => (isUsable(id) ? `${prefix}${id}` : id);
  return {
    idWith,
    uidWith: (uid) => `${uid.slice(0, 2)}${idWith(uid.slice(2))}`,
    uidWithout: (uid) => (uid.startsWith(prefix, 2) ? `${uid.slice(0, 2)}${uid.slice(2 + prefix.length)}` : uid),
  };
}

export interface Objects extends IdentityObjects {
  /** The object with the schedule's doors. */
  named(name: string): DurableObjectStub<Identity>;
}

/** The schedule's objects; a bucket is its own, too. */
export function objectsOf({ IDENTITY }: Env, prefix: string, buckets: number): Objects {
  const named = (name: string) => IDENTITY.getByName(name);
  const nameOf = (uid: string) => (buckets === 0 ? ownerName(uid, 0) : `${prefix}${ownerName(uid, buckets)}`);
  return { named, nameOf, of: (uid) => named(nameOf(uid)) };
}
