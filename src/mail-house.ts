import type { Clock } from "#core/clock.ts";
import { reasonOf } from "#core/log.ts";
import type { JsonObject } from "#core/json.ts";
import type { Mail, MailOutcome } from "#core/mail.ts";
import type { OutgoingRequest } from "#core/outgoing.ts";
import { addressFault } from "#destinations/address.ts";
import { Disconnected } from "#destinations/contract.ts";
import { createMask } from "#destinations/mask.ts";
import { createRequest } from "#destinations/request.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";
import { readKeys, seal, Unopenable, unseal } from "#destinations/seal.ts";
import { withCors } from "#ingest/cors.ts";
import { authenticate, type Intake } from "#ingest/receive.ts";
import { writeKeyOf } from "#ingest/write-key.ts";
import type { MailHouse } from "#mail/house.ts";
import { providerOf } from "#mail/providers.ts";
import { sendMail } from "#mail/send-mail.ts";
import { readMailSettings } from "#mail/settings.ts";
import { isSuppressed } from "#mail/suppressions.ts";
import { faultOfTemplate, renderFor } from "#mail/template/channels.ts";
import { unsubscribeHeaders, unsubscribeLink } from "#mail/unsubscribe-routes.ts";
import type { PushHouse } from "#push/house.ts";
import type { PublicPushHouse } from "#push/routes.ts";
import { type PersonPushOutcome, type PushMessage, sendPush } from "#push/send-push.ts";

type Fetch = (request: Request) => Promise<Response>;

const fetchNow: Fetch = (request) => fetch(request);
const isLocal = (env: Env): boolean => env.ALLOW_LOCAL_DESTINATIONS === "true";
/** Mail providers are slow at times, and a mail that is given up too early is a mail that nobody knows of. */
const TIMEOUT_MS = 30_000;

/** What mail gets of the other stages. `fetch` is the network. */
export const mailHouse = (env: Env, clock: Clock, fetch: Fetch = fetchNow): MailHouse => ({
  db: env.DB,
  clock,
  ...sealing(env),
  requestFor: (secrets) => outgoing(env, clock, fetch, secrets),
  // Not in every deployment: wrangler.toml.
  binding: (env as Env & { EMAIL?: SendEmail }).EMAIL,
  folder: env.MAIL_FOLDER,
});

/** What push gets of the other stages. */
export const pushHouse = (env: Env, clock: Clock, fetch: Fetch = fetchNow): PushHouse => ({
  db: env.DB,
  clock,
  ...sealing(env),
  request: outgoing(env, clock, fetch, []),
  addressFault: (url) => addressFault(url, { local: isLocal(env), ownHosts: [] }),
  async contact() {
    const settings = await readMailSettings({ db: env.DB, folder: env.MAIL_FOLDER });
    return `mailto:${settings?.from.address ?? "push@headwater.invalid"}`;
  },
});

/** The same for the routes that a site's visitors call. */
export const publicPushHouse = (env: Env, clock: Clock, intake: Intake, url: string): PublicPushHouse => ({
  ...pushHouse(env, clock),
  addressFault: (endpoint) => addressFault(endpoint, { local: isLocal(env), ownHosts: [new URL(url).host] }),
  admit: (request, body) =>
    authenticate(intake, request, writeKeyOf(request.headers.get("authorization"), body, queryKey(request.url))),
  open: withCors,
});

const queryKey = (url: string): string | null => new URL(url).searchParams.get("writeKey");

const sealing = (env: Env): Pick<MailHouse, "seal" | "unseal"> => ({
  seal: async (owner, text) => seal(await readKeys(env.CREDENTIALS_KEY), owner, text),
  async unseal(owner, sealed) {
    try {
      return await unseal(await readKeys(env.CREDENTIALS_KEY), owner, sealed);
    } catch (error) {
      if (error instanceof Unopenable) return null;
      throw error;
    }
  },
});

/** The destinations' way out, with answers in place of errors. */
function outgoing(env: Env, clock: Clock, fetch: Fetch, secrets: readonly string[]): OutgoingRequest {
  const mask = createMask(secrets);
  const request = createRequest({
    fetch,
    reach: { local: isLocal(env), ownHosts: [] },
    mask,
    record: () => undefined,
    now: clock,
  });
  return async (url, options) => {
    try {
      const { status, headers, text } = await request(url, { ...options, anyStatus: true, timeoutMs: TIMEOUT_MS });
      return { kind: "answer", status, headers, text, retryAfterMs: retryAfterMs(headers, clock()) };
    } catch (error) {
      if (error instanceof Disconnected) return { kind: "refused", reason: error.message };
      return { kind: "none", reason: error instanceof Error ? mask(error.message) : reasonOf(error) };
    }
  };
}

/** A mail as an automation has it: templates, and what they may name. */
export interface MailDraft {
  subject: string;
  body: string;
  variables: JsonObject;
  /** Whose address gets a way out; null: a mail to the team has none. */
  unsubscribe: string | null;
  automation: number;
  /** Where links lead: https://host. */
  origin: string;
}

/** A mail's words and headers; key, addresses and pictures are still to come. */
export type ComposedMail = Pick<Mail, "subject" | "html" | "text" | "headers">;

/** All that whoever tells people something needs of mail, templates and push. */
export interface Mailing {
  /** Sends through the workspace's provider. Ask `isSuppressed` first. */
  send(mail: Mail): Promise<MailOutcome>;
  /** Does the provider send a mail with the same key once? Then it may be sent again after a crash. */
  isIdempotent(): Promise<boolean>;
  isSuppressed(address: string): Promise<boolean>;
  unsubscribeLink(origin: string, address: string, automation: number): Promise<string>;
  compose(draft: MailDraft): Promise<{ mail: ComposedMail } | { fault: string }>;
  renderFor: typeof renderFor;
  faultOfTemplate: typeof faultOfTemplate;
  push: {
    /** To all browsers of the person that these actors are; the same key twice is shown once. */
    send(actors: readonly number[], message: PushMessage): Promise<PersonPushOutcome>;
  };
}

/** Mail, templates and push for the stage that decides when. */
export function mailing(env: Env, clock: Clock, fetch: Fetch = fetchNow): Mailing {
  const house = mailHouse(env, clock, fetch);
  const link = (origin: string, address: string, automation: number) =>
    unsubscribeLink(house.db, origin, { address, automation });
  return {
    send: (mail) => sendMail(house, mail),
    async isIdempotent() {
      return providerOf((await readMailSettings(house))?.provider ?? "")?.isIdempotent ?? false;
    },
    isSuppressed: (address) => isSuppressed(house.db, address),
    unsubscribeLink: link,
    async compose({ subject, body, variables, unsubscribe, automation, origin }) {
      const unsubscribeUrl = unsubscribe === null ? null : await link(origin, unsubscribe, automation);
      const sender = (await readMailSettings(house))?.from.name ?? "";
      const { mailContent } = await import("#mail/template/mail-content.ts");
      const content = mailContent({ subject, body }, variables, { sender, unsubscribeUrl });
      if ("fault" in content) return content;
      return { mail: { ...content, headers: unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl) } };
    },
    renderFor,
    faultOfTemplate,
    push: { send: (actors, message) => sendPush(pushHouse(env, clock, fetch), actors, message) },
  };
}
