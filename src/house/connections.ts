import { type Clock, systemClock } from "#core/clock.ts";
import { within } from "#core/jurisdiction.ts";
import type { ConnectionsHouse } from "#destinations/connections-house.ts";
import { allConnections, openConnection, stopConnection } from "#destinations/connections.ts";
import type { Registry } from "#destinations/registry.ts";
import type { SenderHouse } from "#destinations/sender-house.ts";
import type { Running, WakeHouse } from "#destinations/wake.ts";
import { arrivalsAfter, lastArrival } from "#store/arrivals.ts";
import { eventById } from "#store/event-by-id.ts";
import { createPackReader } from "#store/unpacked.ts";
import { fetchNow, isLocal } from "#house/network.ts";

/** Seconds until a connection that was changed is known to every isolate (src/destinations/wake.ts). */
const KNOWN_AFTER_SECONDS = 10;
const FIRST_PAUSE_MS = 5_000;

const senderOf = (env: Env, connection: number) => within(env.SENDER, env.JURISDICTION).getByName(String(connection));

/** What a Sender gets of the other stages. */
export const senderHouse = (env: Env, registry: Registry): SenderHouse => ({
  clock: systemClock,
  random: Math.random,
  fetch: fetchNow,
  local: isLocal(env),
  firstPauseMs: FIRST_PAUSE_MS,
  connection: (id) => openConnection(env.DB, env.CREDENTIALS_KEY, id),
  destination: (slug) => registry.find(slug),
  arrivals: (question) => arrivalsAfter(env.DB, question),
  eventsAt: (seqs) => createPackReader(env.DB).read(seqs),
  lastArrival: () => lastArrival(env.DB),
  stop: (id, reason) => stopConnection(env.DB, id, reason, systemClock()),
});

/** After somebody was erased: what Senders keep of what they sent. Throws where one can't be reached; then ask again. */
export async function forgetErased(env: Env): Promise<void> {
  for (const connection of await allConnections(env.DB)) await senderOf(env, connection).forgetErased();
}

/** What is needed to tell Senders that there is something new. */
export const wakeHouse = (env: Env, clock: Clock): WakeHouse => ({
  db: env.DB,
  clock,
  queue: env.DELIVERIES,
  senderOf: (connection) => senderOf(env, connection),
});

/** What the connection routes get of the other stages. */
export const connectionsHouse = (env: Env, registry: Registry, clock: Clock, running: Running): ConnectionsHouse => ({
  db: env.DB,
  clock,
  credentialsKey: env.CREDENTIALS_KEY,
  registry,
  fetch: fetchNow,
  local: isLocal(env),
  sender: (connection) => senderOf(env, connection),
  lastArrival: () => lastArrival(env.DB),
  async recentEvents(limit) {
    const after = Math.max(0, (await lastArrival(env.DB)) - limit);
    return (await arrivalsAfter(env.DB, { after, upTo: null, between: null, limit })).events;
  },
  eventOf: (messageId) => eventById(env.DB, messageId, clock()),
  changed: () => running.forget(),
  async wakeLater(connection) {
    await env.DELIVERIES.send({ connection }, { contentType: "json", delaySeconds: KNOWN_AFTER_SECONDS });
  },
});
