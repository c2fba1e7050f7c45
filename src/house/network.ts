import { addressFault } from "#destinations/address.ts";
import { SIGNING_SECRET } from "#destinations/webhook-signature.ts";

export type Fetch = (request: Request) => Promise<Response>;

/** The network as the Worker has it. */
export const fetchNow: Fetch = (request) => fetch(request);

/** May this machine and private networks be called? Only where `npm run dev` and tests say so. */
export const isLocal = (env: Env): boolean => env.ALLOW_LOCAL_DESTINATIONS === "true";

/** Why a URL that a person gave may not be called, or null. */
export const urlFault = (env: Env, url: string, ...ownHosts: readonly string[]): string | null =>
  addressFault(url, { local: isLocal(env), ownHosts });

/** Why webhooks can't be signed with this, or null. */
export const signingFault = (secret: string): string | null =>
  SIGNING_SECRET.test(secret) ? null : "A signing secret is whsec_ and base64.";
