import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { type Connection, Subscription } from "#destinations/connection.ts";
import { listConnections, openConnection } from "#destinations/connections.ts";
import type { ConnectionsHouse } from "#destinations/connections-house.ts";
import { type Destination, Rejected } from "#destinations/contract.ts";
import { deliver, prepare } from "#destinations/deliver.ts";
import type { Exchange } from "#destinations/exchange.ts";
import { createMask, textsIn } from "#destinations/mask.ts";
import { compilePlan } from "#destinations/plan.ts";
import { createRequest } from "#destinations/request.ts";
import { sampleEvent } from "#destinations/sample-event.ts";
import { TestResult } from "#destinations/test-result.ts";

/** Events looked at for one that a subscription wants. */
const RECENT = 300;

type Numbered = z.infer<typeof Subscription> & { id: number };

/** Trying a connection out: one real event through it, or only what would be sent. */
export function trialRoutes(houseOf: (env: Env) => ConnectionsHouse): AdminRoute[] {
  const Chosen = {
    /** Of this event; else the newest that the subscription wants, else a sample. */
    messageId: z.string().optional(),
  };
  return [
    adminRoute({
      method: "post",
      path: "/api/connections/{id}/test",
      access: "connect",
      summary:
        "Send one real recent event (or a sample) through a connection now, and see the requests and the answers.",
      params: z.object({ id: IdText }),
      body: z.object({ ...Chosen, subscription: z.number().int().optional() }),
      answer: TestResult,
      handle: async ({ params, body }, { env }) => {
        const house = houseOf(env);
        const opened = await open(house, params.id);
        const subscription =
          body.subscription === undefined
            ? opened.connection.subscriptions.find(({ enabled }) => enabled)
            : opened.connection.subscriptions.find(({ id }) => id === body.subscription);
        if (!subscription) throw new Problem("request_invalid", { detail: "subscription: there is no such one." });
        const result = await tryOut(house, opened, subscription, body.messageId);
        await house.sender(params.id).noteTest(result);
        return result;
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/connections/{id}/test",
      access: "read",
      summary: "What came of the last test of a connection, whoever made it; null where there was none.",
      params: z.object({ id: IdText }),
      answer: z.object({ last: TestResult.nullable() }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        if (!(await listConnections(house.db)).some(({ id }) => id === params.id)) throw new Problem("not_found");
        return { last: await house.sender(params.id).lastTest() };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/connections/{id}/preview",
      access: "connect",
      summary:
        "What a subscription would make of a recent event: whether it wants it, and the payload. Nothing is sent.",
      params: z.object({ id: IdText }),
      body: z.object({ ...Chosen, subscription: Subscription }),
      answer: z.object({
        wanted: z.boolean(),
        isSample: z.boolean(),
        messageId: z.string(),
        event: z.looseObject({}),
        payload: z.unknown(),
        /** Why the mapping can't be applied, or null. */
        problem: z.string().nullable(),
      }),
      handle: async ({ params, body }, { env }) => {
        const opened = await open(houseOf(env), params.id);
        return preview(houseOf(env), opened, { ...body.subscription, id: body.subscription.id ?? 0 }, body.messageId);
      },
    }),
  ];
}

interface Opened {
  connection: Connection;
  destination: Destination;
}

async function open({ db, credentialsKey, registry }: ConnectionsHouse, id: number): Promise<Opened> {
  const connection = await openConnection(db, credentialsKey, id);
  const destination = connection && (await registry.find(connection.slug));
  if (!connection || !destination) throw new Problem("not_found");
  return { connection, destination };
}

const planOf = ({ connection, destination }: Opened, subscription: Numbered) =>
  compilePlan({ ...connection, subscriptions: [{ ...subscription, enabled: true }] }, destination.name);

async function eventFor(
  house: ConnectionsHouse,
  opened: Opened,
  subscription: Numbered,
  messageId: string | undefined,
) {
  if (messageId !== undefined) {
    const found = await house.eventOf(messageId);
    if (!found) throw new Problem("not_found", { detail: "messageId: no stored event has it." });
    return { ...found, isSample: false };
  }
  const plan = planOf(opened, subscription);
  const recent = (await house.recentEvents(RECENT)).findLast(({ event }) => plan(event).length > 0);
  return recent ? { ...recent, isSample: false } : { seq: 0, event: sampleEvent(house.clock()), isSample: true };
}

async function tryOut(
  house: ConnectionsHouse,
  opened: Opened,
  subscription: Numbered,
  messageId: string | undefined,
): Promise<TestResult> {
  const at = new Date(house.clock()).toISOString();
  const { connection, destination } = opened;
  const { seq, event, isSample } = await eventFor(house, opened, subscription, messageId);
  const exchanges: Exchange[] = [];
  const request = createRequest({
    fetch: house.fetch,
    reach: { local: house.local, ownHosts: [connection.ownHost] },
    mask: createMask(textsIn(connection.secrets)),
    record: (exchange) => exchanges.push(exchange),
    now: house.clock,
  });
  const item = { seq, event, attempts: 0, firstAt: null };
  const outcome = await deliver([item], subscription, { destination, connection, request, now: house.clock });
  const failure = outcome.rejected[0]?.error ?? outcome.again[0]?.error;
  const kind =
    outcome.stop?.outcome ??
    (outcome.rejected.length > 0 ? "rejected" : outcome.delivered.length > 0 ? "delivered" : "unavailable");
  const message = outcome.stop?.message ?? failure ?? `${destination.name} took the event.`;
  return { at, outcome: kind, message, isSample, messageId: event.messageId, exchanges };
}

async function preview(house: ConnectionsHouse, opened: Opened, subscription: Numbered, messageId: string | undefined) {
  const { connection, destination } = opened;
  const { seq, event, isSample } = await eventFor(house, opened, subscription, messageId);
  const mapping = subscription.mapping ?? destination.actions[subscription.action]?.mapping;
  const made = prepare({ seq, event }, mapping, subscription, connection);
  const wanted = planOf(opened, subscription)(event).length > 0;
  const about = { wanted, isSample, messageId: event.messageId };
  if (made instanceof Rejected) return { ...about, event: shown(event), payload: null, problem: made.message };
  return { ...about, event: made.event, payload: made.payload, problem: null };
}

const shown = ({ raw }: TrackedEvent): JsonObject => raw;
