import { type Clock, systemClock } from "#core/clock.ts";
import { log } from "#core/log.ts";
import type { Meter } from "#core/meter.ts";
import type { ConnectionsHouse } from "#destinations/connections-house.ts";
import { allConnections, openConnection, stopConnection } from "#destinations/connections.ts";
import type { Registry } from "#destinations/registry.ts";
import type { SenderHouse, SentReport } from "#destinations/sender-house.ts";
import type { Running, WakeHouse } from "#destinations/wake.ts";
import { arrivalsAfter, lastArrival } from "#store/arrivals.ts";
import { eventById } from "#store/event-by-id.ts";
import { createPackReader } from "#store/unpacked.ts";
import { meterOf } from "#house/metered.ts";
import { archiveOf } from "#house/archive.ts";
import { fetchNow, isLocal } from "#house/network.ts";

/** Seconds until a connection that was changed is known to every isolate (src/destinations/wake.ts). */
const KNOWN_AFTER_SECONDS = 10;
const FIRST_PAUSE_MS = 5_000;

const senderOf = (env: Env, connection: number) => env.SENDER.get(env.SENDER.idFromName(String(connection)));

/** What a Sender gets of the other stages. */
export const senderHouse = (env: Env, registry: Registry): SenderHouse => ({
  clock: systemClock,
  random: Math.random,
  fetch: fetchNow,
  local: isLocal(env),
  firstPauseMs: FIRST_PAUSE_MS,
  connection: (id) => openConnection(env.DB, env.CREDENTIALS_KEY, id),
  destination: (slug) => registry.find(slug),
  arrivals: (question) => arrivalsAfter(env.DB, question, archiveOf(env)),
  eventsAt: (seqs) => createPackReader(env.DB, archiveOf(env)).read(seqs),
  lastArrival: () => lastArrival(env.DB),
  stop: (id, reason) => stopConnection(env.DB, id, reason, systemClock()),
  sent: (report) => noteSent(report, meterOf(env)),
});

/** A line in the log, and counts that never go down: those of the Sender itself are kept for a month. */
function noteSent(report: SentReport, meter: Meter | null): void {
  log(report.rejected + report.retried > 0 ? "warn" : "info", "delivery", { ...report });
  meter?.add("deliveries");
  for (const outcome of ["delivered", "rejected", "retried"] as const) {
    meter?.add(`delivery.${outcome}.${report.connection}`, report[outcome]);
  }
}

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
    return (await arrivalsAfter(env.DB, { after, upTo: null, between: null, limit }, archiveOf(env))).events;
  },
  eventOf: (messageId) => eventById(env.DB, messageId, clock(), archiveOf(env)),
  changed: () => running.forget(),
  async wakeLater(connection) {
    await env.DELIVERIES.send({ connection }, { contentType: "json", delaySeconds: KNOWN_AFTER_SECONDS });
  },
});
