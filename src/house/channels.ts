import { NO_AGENT, NO_ORIGIN, NOWHERE } from "#core/blank-stamp.ts";
import { segmentFields, type TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { encodeMessage } from "#core/message.ts";
import type { ChannelOutcome, Envelope, Message } from "#automations/channels.ts";
import { openConnection } from "#destinations/connections.ts";
import { deliver } from "#destinations/deliver.ts";
import { createMask, textsIn } from "#destinations/mask.ts";
import { compilePlan } from "#destinations/plan.ts";
import type { Registry } from "#destinations/registry.ts";
import { createRequest } from "#destinations/request.ts";
import { Unopenable } from "#destinations/seal.ts";
import { outcomeOf, post, type PostOutcome, postSigned } from "#house/signed-post.ts";

/** What the channels that go out over HTTP, into a connection or into our own queue need. */
export interface ChannelHouse {
  db: D1Database;
  events: Queue;
  registry: Registry;
  credentialsKey: string | undefined;
  fetch: (request: Request) => Promise<Response>;
  local: boolean;
  clock: () => number;
}

type Of<Via extends Message["via"]> = Extract<Message, { via: Via }>;

const channelOutcome = (sent: PostOutcome): ChannelOutcome =>
  sent.outcome === "taken" ? { outcome: "sent", detail: "" } : sent;

const ownHostOf = ({ origin }: Envelope): string => new URL(origin).host;

/** A message in a Slack channel. Slack knows no key, so of one that was not answered nobody knows. */
export async function sendSlack(
  { text }: Of<"slack">,
  envelope: Envelope,
  house: ChannelHouse,
): Promise<ChannelOutcome> {
  if (envelope.secret === null) return { outcome: "rejected", reason: "The address of the Slack webhook is missing." };
  const { secret } = envelope;
  return channelOutcome(
    await post(secret, { method: "POST", json: { text } }, { secret, ownHost: ownHostOf(envelope) }, house),
  );
}

/** A webhook, signed as Standard Webhooks are where it has a secret; its id is the same at every try. */
export async function sendWebhook(
  { url, body }: Of<"webhook">,
  envelope: Envelope,
  house: ChannelHouse,
): Promise<ChannelOutcome> {
  const { key: id, secret } = envelope;
  return channelOutcome(await postSigned(url, { id, body, secret, ownHost: ownHostOf(envelope) }, house));
}

/** Sets a trait: an identify of our own, on the way that all events take. Its messageId is the key, so it counts once. */
export async function setTrait(
  { person, trait, value }: Of<"trait">,
  { key, at }: Envelope,
  { events, clock }: ChannelHouse,
): Promise<ChannelOutcome> {
  const identify = {
    type: "identify",
    messageId: key,
    ...idsOf(person),
    traits: { [trait]: value },
    timestamp: new Date(at).toISOString(),
    context: { library: LIBRARY },
  };
  const request = {
    id: key,
    receivedAt: clock(),
    sourceId: OURSELVES,
    sourceKind: "secret",
    type: null,
    ip: null,
    ipPrivacy: "drop",
    place: NOWHERE,
    userAgent: null,
    hints: null,
    origin: null,
    gpc: false,
    retries: 0,
    sentAt: null,
  } as const;
  await events.send(encodeMessage(request, 0, JSON.stringify({ batch: [identify] })), { contentType: "text" });
  return { outcome: "sent", detail: "" };
}

/** The source of what Headwater itself says: no source that has a write key. */
const OURSELVES = 0;
const LIBRARY = { name: "headwater-automations", version: "1" };

const idsOf = ({ userId, anonymousId }: Of<"trait">["person"]) => ({
  ...(userId === null ? {} : { userId }),
  ...(anonymousId === null ? {} : { anonymousId }),
});

/** A track call to a connection, through those of its subscriptions that want it, with a key of its own as every delivery has. */
export async function sendToConnection(
  message: Of<"connection">,
  envelope: Envelope,
  house: ChannelHouse,
): Promise<ChannelOutcome> {
  const { db, credentialsKey, registry, fetch, local, clock } = house;
  let connection;
  try {
    connection = await openConnection(db, credentialsKey, message.connection);
  } catch (error) {
    if (error instanceof Unopenable) return { outcome: "rejected", reason: error.message };
    throw error;
  }
  if (connection === null) return { outcome: "gone", reason: "The connection it sends to was deleted." };
  const destination = await registry.find(connection.slug);
  if (destination === null) return { outcome: "gone", reason: "The destination it sends to is not offered any more." };
  if (!connection.enabled) return { outcome: "rejected", reason: `${connection.name} is switched off.` };
  const waits = connection.stopped ?? (connection.paused ? "it is paused" : null);
  if (waits !== null)
    return { outcome: "later", reason: `${connection.name} takes nothing now: ${waits}`, afterMs: null };

  const event = trackOf(message, envelope);
  const wanting = compilePlan({ ...connection, sources: null }, destination.name)(event);
  if (wanting.length === 0) {
    return { outcome: "rejected", reason: `${connection.name} has no subscription that takes “${message.event}”.` };
  }
  let isAnswered = true;
  const request = createRequest({
    fetch,
    reach: { local, ownHosts: [connection.ownHost] },
    mask: createMask(textsIn(connection.secrets)),
    record: ({ status }) => (isAnswered = status !== null),
    now: clock,
  });
  for (const subscription of wanting) {
    // Below zero, where no arrival number is: what is sent twice has the same key twice.
    const item = { seq: -envelope.number, event, attempts: 0, firstAt: null };
    const result = await deliver([item], subscription, { destination, connection, request, now: clock });
    const [rejected] = result.rejected;
    if (rejected !== undefined) return { outcome: "rejected", reason: rejected.error };
    if (result.stop !== null) return outcomeOf(result.stop, isAnswered);
    const [again] = result.again;
    if (again !== undefined) return { outcome: "later", reason: again.error, afterMs: null };
  }
  return { outcome: "sent", detail: connection.name };
}

function trackOf({ event, person, traits, properties }: Of<"connection">, { key, at }: Envelope): TrackedEvent {
  const raw: JsonObject = {
    type: "track",
    event,
    messageId: key,
    ...idsOf(person),
    timestamp: new Date(at).toISOString(),
    properties,
    context: { library: LIBRARY, traits },
  };
  return {
    ...segmentFields(raw, "track"),
    ...NOWHERE,
    ...NO_AGENT,
    ...NO_ORIGIN,
    raw,
    type: "track",
    messageId: key,
    timestamp: at,
    receivedAt: at,
    sentAt: null,
    sourceId: OURSELVES,
    side: "server",
    ip: null,
    userAgent: null,
    gpc: false,
    retries: 0,
  };
}
