import type { AdminRoute } from "#core/admin-route.ts";
import { auditRoutes } from "#access/audit-routes.ts";
import type { AccessHouseOf } from "#access/house.ts";
import { meRoutes } from "#access/me-routes.ts";
import { memberRoutes } from "#access/member-routes.ts";
import { tokenRoutes } from "#access/token-routes.ts";

/** Everything about who gets in, for those who are in. The ways in are session-routes.ts. */
export const accessRoutes = (houseOf: AccessHouseOf): AdminRoute[] => [
  ...meRoutes(houseOf),
  ...memberRoutes(houseOf),
  ...tokenRoutes(houseOf),
  ...auditRoutes,
];
