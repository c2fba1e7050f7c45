import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { Subscription } from "#destinations/connection.ts";
import { ConnectionAnswer, connectionJson } from "#destinations/connection-json.ts";
import {
  changeConnection,
  createConnection,
  deleteConnection,
  listConnections,
  openConnection,
} from "#destinations/connections.ts";
import type { ConnectionsHouse } from "#destinations/connections-house.ts";
import type { Destination } from "#destinations/contract.ts";
import { deliveryRoutes } from "#destinations/delivery-routes.ts";
import { DestinationDetail, DestinationEntry } from "#destinations/registry.ts";
import { Unopenable } from "#destinations/seal.ts";
import { readSettings } from "#destinations/settings-form.ts";
import { trialRoutes } from "#destinations/trial-routes.ts";

const Settings = z.record(z.string(), z.json());

/** What may be said of a connection; what is left out stays, or is as the destination has it. */
const Changes = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().optional(),
  /** Ids of sources; null: all. */
  sources: z.array(z.number().int().positive()).min(1).max(1_000).nullable().optional(),
  /** Also events of bots. */
  bots: z.boolean().optional(),
  consentCategories: z.array(z.string().min(1).max(100)).max(50).optional(),
  /** All of them anew, except that secrets that are left out are kept; null removes one. */
  settings: Settings.optional(),
  subscriptions: z.array(Subscription).max(100).optional(),
});
type Changes = z.infer<typeof Changes>;

/** Destinations, the connections to them, and what becomes of events on the way (docs/destinations.md). */
export function connectionRoutes(houseOf: (env: Env) => ConnectionsHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/destinations",
      access: "read",
      summary: "All destinations that can be switched on: what each is.",
      answer: z.object({ destinations: z.array(DestinationEntry) }),
      handle: async (_, { env }) => ({ destinations: await houseOf(env).registry.entries() }),
    }),
    adminRoute({
      method: "get",
      path: "/api/destinations/{slug}",
      access: "read",
      summary:
        "One destination: the form of its settings, its actions with their mappings, and what it gets from the start.",
      params: z.object({ slug: z.string().max(100) }),
      answer: DestinationDetail,
      handle: async ({ params }, { env }) => {
        const found = await houseOf(env).registry.detail(params.slug);
        if (!found) throw new Problem("not_found", { detail: `There is no destination "${params.slug}".` });
        return found;
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/connections",
      access: "read",
      summary: "All connections, the oldest first. Secrets are never among the settings; `secretsSet` names them.",
      answer: z.object({ connections: z.array(ConnectionAnswer) }),
      handle: async (_, { env }) => ({ connections: (await listConnections(env.DB)).map(connectionJson) }),
    }),
    adminRoute({
      method: "post",
      path: "/api/connections",
      access: "connect",
      summary: "Switch a destination on. It gets what comes in from now on; a replay sends what came before.",
      body: Changes.extend({ destination: z.string() }),
      answer: ConnectionAnswer,
      status: 201,
      handle: async ({ body }, { env, req }) => connectionJson(await create(houseOf(env), body, ownHostOf(req.url))),
    }),
    adminRoute({
      method: "get",
      path: "/api/connections/{id}",
      access: "read",
      summary: "One connection.",
      params: z.object({ id: IdText }),
      answer: ConnectionAnswer,
      handle: async ({ params }, { env }) => {
        const found = (await listConnections(env.DB)).find(({ id }) => id === params.id);
        if (!found) throw new Problem("not_found");
        return connectionJson(found);
      },
    }),
    adminRoute({
      method: "patch",
      path: "/api/connections/{id}",
      access: "connect",
      summary:
        "Change a connection. Paused: events wait. Not enabled: what comes in meanwhile is not sent. A stopped one is tried again.",
      params: z.object({ id: IdText }),
      body: Changes.extend({ paused: z.boolean().optional() }),
      answer: ConnectionAnswer,
      handle: async ({ params, body }, { env, req }) =>
        connectionJson(await change(houseOf(env), params.id, body, ownHostOf(req.url))),
    }),
    adminRoute({
      method: "delete",
      path: "/api/connections/{id}",
      access: "connect",
      summary: "Delete a connection with all that is kept of it: credentials, counters, dead letters.",
      params: z.object({ id: IdText }),
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        await deleteConnection(house.db, params.id);
        house.changed();
        await house.sender(params.id).forget();
        return { success: true };
      },
    }),
    ...trialRoutes(houseOf),
    ...deliveryRoutes(houseOf),
  ];
}

const ownHostOf = (url: string): string => new URL(url).host.toLowerCase();

async function destinationOf({ registry }: ConnectionsHouse, slug: string): Promise<Destination> {
  const found = await registry.find(slug);
  if (!found) throw new Problem("request_invalid", { detail: `destination: there is none called "${slug}".` });
  return found;
}

async function create(house: ConnectionsHouse, body: Changes & { destination: string }, ownHost: string) {
  const { db, clock, credentialsKey, local } = house;
  const destination = await destinationOf(house, body.destination);
  const reach = { local, ownHosts: [ownHost] };
  const presets = destination.presets.map((preset) => ({ ...preset, enabled: true, mapping: preset.mapping ?? null }));
  const subscriptions = body.subscriptions ?? presets;
  requireActions(destination, subscriptions);
  const created = await createConnection(
    db,
    credentialsKey,
    {
      slug: destination.slug,
      name: body.name ?? destination.name,
      enabled: body.enabled ?? true,
      sources: body.sources ?? null,
      bots: body.bots ?? false,
      consentCategories: body.consentCategories ?? [],
      ...readSettings(destination, body.settings ?? {}, {}, reach),
      subscriptions,
      ownHost,
    },
    clock(),
  );
  try {
    await house.sender(created.id).begin(created.id, await house.lastArrival());
  } catch (error) {
    // A connection whose Sender knows nothing of it would never send anything.
    await deleteConnection(db, created.id);
    throw error;
  }
  house.changed();
  await house.wakeLater(created.id);
  return created;
}

async function change(
  house: ConnectionsHouse,
  id: number,
  { settings, ...body }: Changes & { paused?: boolean | undefined },
  ownHost: string,
) {
  const { db, clock, credentialsKey, local } = house;
  const before = (await listConnections(db)).find((connection) => connection.id === id);
  if (!before) throw new Problem("not_found");
  const secrets = await knownSecrets(house, id);
  const destination = await destinationOf(house, before.slug);
  if (body.subscriptions) requireActions(destination, body.subscriptions);
  const reach = { local, ownHosts: [ownHost] };
  // Also where only a name is changed: what is sealed with an old key is sealed with the newest.
  const parts = settings ? readSettings(destination, settings, secrets ?? {}, reach) : secrets && { secrets };
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const changed = await changeConnection(db, credentialsKey, id, { ...given, ...parts, ownHost }, clock());
  const sender = house.sender(id);
  // Off means that what came in meanwhile is not sent: it goes on from here.
  if (changed.enabled && !before.enabled) await sender.begin(id, await house.lastArrival());
  // It was another key that was tried.
  if (settings) await sender.noteTest(null);
  house.changed();
  await sender.restart();
  await house.wakeLater(id);
  return changed;
}

/** Null where they can't be opened any more: then a person has to enter them again. */
async function knownSecrets({ db, credentialsKey }: ConnectionsHouse, id: number) {
  try {
    return (await openConnection(db, credentialsKey, id))?.secrets ?? null;
  } catch (error) {
    if (error instanceof Unopenable) return null;
    throw error;
  }
}

function requireActions(destination: Destination, subscriptions: readonly { action: string }[]): void {
  const unknown = subscriptions.find(({ action }) => !Object.hasOwn(destination.actions, action));
  if (!unknown) return;
  const known = Object.keys(destination.actions).join(", ");
  throw new Problem("request_invalid", {
    detail: `subscriptions: ${destination.name} has no action "${unknown.action}"; it has ${known}.`,
  });
}
