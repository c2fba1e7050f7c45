/**
 * What somebody who is signed in may do. Each admin route names one of these (`access` in core/admin-route.ts); a role
 * is a set of them, and so is what an API token may do. docs/access.md says it in words.
 */
export const PERMISSIONS = {
  read: "See reports, people and events, and how things are set up",
  analyse: "Save reports and audiences",
  people: "Join, separate, export and erase people",
  automate: "Make automations, and say who is not written to",
  connect: "Change sources and their write keys, destinations and lists elsewhere",
  plan: "Change the tracking plan",
  operate: "Run the deployment: dead letters, imports, archive, backups, its measurements",
  tokens: "Make API tokens of one's own",
  settings: "Change the workspace's settings and who sends its mails",
  access: "Say who gets in, and see what everybody did",
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** What a route asks for: a permission, or only that somebody is signed in ("anyone": it is about oneself). */
export type Access = Permission | "anyone";

/** All permissions, in the order in which they are shown. */
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

/** `settings` is an owner's alone: whoever chooses the mail provider can read the codes that sign people in. */
export const ROLES = {
  owner: ALL_PERMISSIONS,
  analyst: ["read", "analyse", "people", "automate", "plan"],
  developer: ["read", "analyse", "connect", "plan", "operate", "tokens"],
  viewer: ["read"],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

/** Who asks, as the sign-in found them. */
export interface Caller {
  /** root: the deployment's own token (ADMIN_TOKEN_HASH); it may everything and is nobody in particular. */
  kind: "root" | "member" | "token";
  /** An e-mail address, a token's name, or "deployment token": what the audit log shows. */
  name: string;
  /** The member, also of a token that a member made. */
  memberId: number | null;
  tokenId: number | null;
  sessionId: number | null;
  /** The end of what they came with, in milliseconds; null: it has none. */
  expiresAt: number | null;
  may: ReadonlySet<Permission>;
}

export const ROOT: Caller = {
  kind: "root",
  name: "deployment token",
  memberId: null,
  tokenId: null,
  sessionId: null,
  expiresAt: null,
  may: new Set(ALL_PERMISSIONS),
};

export const mayDo = (caller: Pick<Caller, "may">, access: Access): boolean =>
  access === "anyone" || caller.may.has(access);

/** What an open socket holds on to: it is asked every half minute whether this is still good. */
export function passOf({ kind, sessionId, tokenId, memberId }: Caller): string {
  if (sessionId !== null) return `session:${sessionId}`;
  if (tokenId !== null) return `token:${tokenId}`;
  return kind === "root" || memberId === null ? "root" : `member:${memberId}`;
}
