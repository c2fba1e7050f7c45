import * as z from "zod";
import { ALL_PERMISSIONS, type Permission, type Role, ROLES } from "#core/access.ts";

/** A role, as it is given over the API. */
export const RoleName = z.enum(Object.keys(ROLES) as [Role, ...Role[]], {
  error: `must be one of ${Object.keys(ROLES).join(", ")}.`,
});

export const PermissionName = z.enum(ALL_PERMISSIONS as [Permission, ...Permission[]], {
  error: `must be among ${ALL_PERMISSIONS.join(", ")}.`,
});

const isPermission = (text: string): text is Permission => (ALL_PERMISSIONS as string[]).includes(text);

/**
 * What a token may: what it was given (JSON; null: everything), and of that only what its maker may today. A permission that
 * this version doesn't know is none.
 */
export function permissionsOf(given: string | null, maker: Role | null): ReadonlySet<Permission> {
  const own = given === null ? ALL_PERMISSIONS : (JSON.parse(given) as string[]).filter(isPermission);
  const most: readonly Permission[] = maker === null ? ALL_PERMISSIONS : ROLES[maker];
  return new Set(own.filter((one) => most.includes(one)));
}
