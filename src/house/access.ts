import { type Role, ROLES } from "#core/access.ts";
import type { Clock } from "#core/clock.ts";
import type { AccessApplication } from "#access/access-jwt.ts";
import type { AccessHouse } from "#access/house.ts";
import { readAddress } from "#mail/address.ts";
import { readMailSettings } from "#mail/settings.ts";
import { sendMail } from "#mail/send-mail.ts";
import { mailHouse } from "#house/mail.ts";
import { type Fetch, fetchNow } from "#house/network.ts";

/** What sign-in gets of the other stages. */
export function accessHouse(env: Env, clock: Clock, fetch: Fetch = fetchNow): AccessHouse {
  return {
    db: env.DB,
    clock,
    rootHash: env.ADMIN_TOKEN_HASH,
    secret: env.ADMIN_TOKEN_HASH,
    application: applicationOf(env),
    async fetchKeys(url) {
      const response = await fetch(new Request(url, { redirect: "manual" }));
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      return response.json();
    },
    readAddress,
    sendMail: (mail) => sendMail(mailHouse(env, clock), mail),
    hasMail: async () => (await readMailSettings(mailHouse(env, clock))) !== null,
  };
}

/**
 * The Access application of a deployment; null where neither variable says that there is one. With only one of them, or a
 * name that is no team's, it is one that nobody passes: better shut than open by a slip.
 */
export function applicationOf(
  env: Pick<Env, "ACCESS_TEAM" | "ACCESS_AUD" | "ACCESS_DEFAULT_ROLE">,
): AccessApplication | null {
  const { ACCESS_TEAM: team, ACCESS_AUD: audience, ACCESS_DEFAULT_ROLE: role } = env;
  if (team === "" && audience === "") return null;
  const isWhole = /^[a-z0-9-]+$/.test(team) && audience !== "";
  return {
    issuer: isWhole ? `https://${team}.cloudflareaccess.com` : "",
    audience,
    defaultRole: Object.hasOwn(ROLES, role) ? (role as Role) : null,
  };
}
