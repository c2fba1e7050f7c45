import { useQuery } from "@tanstack/react-query";
import type { Permission, Role } from "#core/access.ts";
import { call } from "#dashboard/api/client.ts";

export interface Me {
  kind: "root" | "member" | "token";
  name: string;
  memberId: number | null;
  role: Role | null;
  passkeys: number;
  permissions: Permission[];
  expiresAt: string | null;
}

/** Who is signed in, as the server sees it. */
export const useMe = () =>
  useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => call<Me>("/api/me", { signal }),
    staleTime: 60_000,
  });

/** May whoever is signed in do this? Not before the server has said so; what it refuses, it refuses anyway. */
export const useMay = (permission: Permission): boolean => useMe().data?.permissions.includes(permission) ?? false;
