import { type Clock, systemClock } from "#core/clock.ts";
import { countedName } from "#core/event.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { listAutomations, openAutomation, stopAutomation } from "#automations/automations.ts";
import type { Channels } from "#automations/channels.ts";
import type { MessengerHouse, Workspace } from "#automations/messenger-house.ts";
import type { Person } from "#automations/person.ts";
import { readAutomationSettings } from "#automations/settings.ts";
import { connectionNames } from "#destinations/connections.ts";
import type { Registry } from "#destinations/registry.ts";
import { currentTraits } from "#identity/current-traits.ts";
import { personNamed } from "#identity/named.ts";
import { faultOfTemplate } from "#mail/template/channels.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { reportsById } from "#query/reports.ts";
import { lastZone } from "#store/last-zone.ts";
import { actorsOf, type PersonActors, personLabels, personsOfActors } from "#store/person-map.ts";
import { eventById } from "#store/event-by-id.ts";
import { readSettings, settingsFrom } from "#workspace/settings.ts";
import { archiveOf } from "#house/archive.ts";
import { type ChannelHouse, sendSlack, sendToConnection, sendWebhook, setTrait } from "#house/channels.ts";
import { audienceBook, type Outside, outsideOf } from "#house/outside.ts";
import { messengerOf } from "#house/messenger.ts";
import { fetchNow, isLocal, signingFault, urlFault } from "#house/network.ts";
import { operationFindings } from "#house/operations.ts";
import { answerNow } from "#house/questions.ts";
import { sealerOf } from "#house/sealer.ts";

/** All ways out: those of other stages, and those that go over HTTP, into a connection or into our own queue. */
export function channelsOf({ mail, push, ...rest }: Outside, house: ChannelHouse): Channels {
  return {
    ...rest,
    async isIdempotent(via) {
      switch (via) {
        case "mail":
          return mail.isIdempotent();
        case "push":
          return push.isIdempotent();
        // Slack knows no key.
        case "slack":
          return false;
        // The queue takes a messageId once a day; receivers of webhooks and connections get the same id again.
        case "trait":
        case "webhook":
        case "connection":
          return true;
      }
    },
    async send(message, envelope) {
      switch (message.via) {
        case "mail":
          return mail.send(message, envelope);
        case "push":
          return push.send(message, envelope);
        case "slack":
          return sendSlack(message, envelope, house);
        case "webhook":
          return sendWebhook(message, envelope, house);
        case "trait":
          return setTrait(message, envelope, house);
        case "connection":
          return sendToConnection(message, envelope, house);
      }
    },
  };
}

/** What the channels get of the deployment. */
export const channelHouse = (env: Env, registry: Registry, clock: Clock): ChannelHouse => ({
  db: env.DB,
  events: env.EVENTS,
  registry,
  credentialsKey: env.CREDENTIALS_KEY,
  fetch: fetchNow,
  local: isLocal(env),
  clock,
});

async function workspaceOf(env: Env): Promise<Workspace> {
  const { timezone } = settingsFrom(await readSettings(env.DB), env);
  return { timezone, ...(await readAutomationSettings(env.DB)) };
}

async function asPeople(db: D1Database, persons: readonly PersonActors[]): Promise<Person[]> {
  const traits = await currentTraits(
    db,
    persons.map(({ actors }) => actors.map(({ id }) => id)),
  );
  return persons.map(({ label, actors }, index) => {
    const uids = [label, ...actors.map(({ uid }) => uid)];
    const idOf = (kind: "u:" | "a:") => uids.find((uid) => uid.startsWith(kind))?.slice(kind.length) ?? null;
    return {
      id: label,
      actors: actors.map(({ id }) => id),
      traits: traits[index] ?? {},
      userId: idOf("u:"),
      anonymousId: idOf("a:"),
    };
  });
}

/** The person the first of these actors that is known belongs to now; null where all were erased. */
async function personOf(db: D1Database, actors: readonly number[]): Promise<Person | null> {
  const persons = await asPeople(db, await personsOfActors(db, actors));
  for (const actor of actors) {
    const found = persons.find((person) => person.actors.includes(actor));
    if (found) return found;
  }
  return null;
}

/** What the Messenger gets of the other stages. */
export const messengerHouse = (
  env: Env,
  storage: DurableObjectStorage,
  registry: Registry,
  answers: AnswerCache<Answered>,
  clock: Clock = systemClock,
): MessengerHouse => ({
  storage,
  clock,
  random: Math.random,
  channels: channelsOf(outsideOf(env, clock, answers), channelHouse(env, registry, clock)),
  automations: (ids) => listAutomations(env.DB, ids),
  automation: (id) => openAutomation(env.DB, sealerOf(env), id),
  stop: (id, reason) => stopAutomation(env.DB, id, reason, clock()),
  workspace: () => workspaceOf(env),
  person: (actors) => personOf(env.DB, actors),
  lastZone: (actors) => lastZone(env.DB, actors),
  audienceName: async (id) => (await audienceBook(env).names([id])).get(id) ?? null,
  operation: (limits) => operationFindings(env, clock, limits),
  answer: (question) => answerNow(env, answers, question, clock()),
});

/** What the automation routes get of the other stages. */
export const automationsHouse = (
  env: Env,
  registry: Registry,
  clock: Clock,
  answers: AnswerCache<Answered>,
): AutomationsHouse => ({
  db: env.DB,
  clock,
  sealer: sealerOf(env),
  channels: channelsOf(outsideOf(env, clock, answers), channelHouse(env, registry, clock)),
  messenger: messengerOf(env),
  audiences: audienceBook(env),
  workspace: () => workspaceOf(env),
  connectionNames: (ids) => connectionNames(env.DB, ids),
  hasReport: async (id) => (await reportsById(env.DB, [id])).has(id),
  operation: (limits) => operationFindings(env, clock, limits),
  answer: (question) => answerNow(env, answers, question, clock()),
  addressFault: (url, origin) => urlFault(env, url, new URL(origin).host),
  signingFault,
  templateFault: faultOfTemplate,
  async personNamed(id) {
    const found = await personNamed({ personsOf: (uids) => actorsOf(env.DB, uids) }, id);
    const [person] = await asPeople(env.DB, [found]);
    if (person === undefined) throw new Error("a person that was found is nobody");
    return person;
  },
  people: async (actors) => asPeople(env.DB, await personsOfActors(env.DB, actors)),
  async eventOf(messageId) {
    const found = await eventById(env.DB, messageId, clock(), archiveOf(env));
    if (found === null) return null;
    const { event } = found;
    const uid = event.userId === undefined ? `a:${event.anonymousId ?? ""}` : `u:${event.userId}`;
    const labels = await personLabels(env.DB, [uid]);
    return {
      name: countedName(event),
      properties: event.properties,
      at: event.timestamp,
      person: uid === "a:" ? null : (labels.get(uid) ?? null),
    };
  },
});
