import {
  defineDestination,
  DeliveryError,
  type Destination,
  type DestinationResponse,
  Disconnected,
  NotReached,
  RateLimited,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import type { Json, JsonObject } from "#core/json.ts";
import { createMask } from "#destinations/mask.ts";
import { type About, TOKEN_SETTING } from "./about.ts";
import type { Failure } from "./runtime/failure.ts";
import type { CatalogueService, RemoteAnswer } from "./service.ts";
import { settingsSchema } from "./settings.ts";

/** One of Segment's destinations as one of ours; what is delivered is delivered by the catalogue's Worker. */
export function segmentDestinationOf(about: About, catalogue: CatalogueService): Destination {
  const { slug, name, description, category, documentation, actions, presets } = about;
  return defineDestination({
    slug,
    name,
    description,
    categories: [category],
    documentation,
    settings: settingsSchema(about.settings),
    actions,
    presets,
    async deliver({ settings, action, events, request, now }) {
      const given = settings as JsonObject;
      const accessToken = textOf(given[TOKEN_SETTING]);
      const failures = await catalogue.deliver(
        slug,
        { action, settings: given, accessToken, events, now },
        async (url, options) => answerOf(() => request(url, options), about),
      );
      if (failures.every((failure) => failure === null)) return undefined;
      const mask = createMask(secretsOf(about, given));
      return failures.map((failure) => failure && errorOf({ ...failure, message: mask(failure.message) }));
    },
  });
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** An answer may echo what it was sent, and Segment's code quotes answers. */
const secretsOf = ({ settings }: About, given: JsonObject): string[] =>
  settings.filter(({ secret }) => secret).map(({ name }) => textOf(given[name]));

/** A sign-in page or a proxy's, with which none of those that we vouch for answers when all is well. */
const isPage = (text: string): boolean => /^\s*<(!doctype\s+html|html)\b/i.test(text);

/** Errors lose their class on the way to another Worker. Segment's code hardly looks at what answers with 200, so we do. */
async function answerOf(call: () => Promise<DestinationResponse>, { name, tier }: About): Promise<RemoteAnswer> {
  try {
    const { status, headers, text } = await call();
    if (tier === "curated" && isPage(text))
      throw new Unavailable(`${name} answered with a page: it was somebody else.`);
    return { status, headers: [...headers], text };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const retryAfterMs = error instanceof RateLimited ? error.retryAfterMs : null;
    return { failure: { outcome: error.outcome, message: error.message, retryAfterMs } };
  }
}

function errorOf(failure: Failure): DeliveryError {
  const { outcome, message, retryAfterMs } = failure;
  switch (outcome) {
    case "rejected":
      return new Rejected(message);
    case "disconnected":
      return new Disconnected(message);
    case "rate_limited":
      return new RateLimited(message, retryAfterMs);
    case "unavailable":
      return new Unavailable(message);
    case "not_reached":
      return new NotReached();
  }
}
