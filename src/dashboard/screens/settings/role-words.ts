import { PERMISSIONS, type Permission, type Role, ROLES } from "#core/access.ts";

const WORDS: Record<Role, string> = {
  owner: "Everything, also who gets in",
  analyst: "Reports, audiences, automations, people, the tracking plan",
  developer: "Sources, destinations, the tracking plan, running it, API tokens",
  viewer: "Looks, and changes nothing",
};

/** Roles with what each is for. */
export const ROLE_CHOICES = (Object.keys(ROLES) as Role[]).map((value) => ({
  value,
  label: `${value.slice(0, 1).toUpperCase()}${value.slice(1)}`,
  says: WORDS[value],
}));

export const isRole = (text: string | null): text is Role => text !== null && Object.hasOwn(ROLES, text);

export const PERMISSION_CHOICES = Object.entries(PERMISSIONS).map(([value, says]) => ({
  value: value as Permission,
  says,
}));
