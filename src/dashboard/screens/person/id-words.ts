import type { Join } from "#dashboard/api/person.ts";

/** `u:ada` as it is read: what kind of id, and the id. */
export const idWords = (id: string): { kind: string; text: string } => ({
  kind: id.startsWith("u:") ? "User id" : "Device",
  text: id.slice(2),
});

const SAID: Record<string, string> = {
  import: "an import said so",
  hand: "joined by hand",
  alias: "joined by an alias call",
  identify: "they signed in on it",
};

/** How two ids came to be one person. */
export const joinWords = ({ via }: Pick<Join, "via">): string =>
  SAID[via] ?? "something they did while signed in was sent from it";
