import type { Clock } from "#core/clock.ts";
import { withCors } from "#ingest/cors.ts";
import { authenticate, type Intake } from "#ingest/receive.ts";
import { writeKeyOf } from "#ingest/write-key.ts";
import { readMailSettings } from "#mail/settings.ts";
import type { PushHouse } from "#push/house.ts";
import type { PublicPushHouse } from "#push/routes.ts";
import { type Fetch, fetchNow, urlFault } from "#house/network.ts";
import { outgoing } from "#house/outgoing.ts";
import { lenientSealer } from "#house/sealer.ts";

/** What push gets of the other stages. */
export const pushHouse = (env: Env, clock: Clock, fetch: Fetch = fetchNow): PushHouse => ({
  db: env.DB,
  clock,
  ...lenientSealer(env),
  request: outgoing(env, clock, fetch, []),
  addressFault: (url) => urlFault(env, url),
  async contact() {
    const settings = await readMailSettings({ db: env.DB, folder: env.MAIL_FOLDER });
    return `mailto:${settings?.from.address ?? "push@headwater.invalid"}`;
  },
});

/** The same for the routes that a site's visitors call. */
export const publicPushHouse = (env: Env, clock: Clock, intake: Intake, url: string): PublicPushHouse => ({
  ...pushHouse(env, clock),
  addressFault: (endpoint) => urlFault(env, endpoint, new URL(url).host),
  admit: (request, body) =>
    authenticate(intake, request, writeKeyOf(request.headers.get("authorization"), body, queryKey(request.url))),
  open: withCors,
});

const queryKey = (url: string): string | null => new URL(url).searchParams.get("writeKey");
