import type { ReactNode } from "react";
import type { Permission } from "#core/access.ts";
import { useMay } from "#dashboard/api/me.ts";

/** Shows what only some may do to those who may. */
export function May({
  permission,
  children,
  otherwise = null,
}: {
  permission: Permission;
  children: ReactNode;
  otherwise?: ReactNode;
}) {
  return useMay(permission) ? children : otherwise;
}
