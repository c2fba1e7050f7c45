import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import type { Clock } from "#core/clock.ts";
import { suppressionHash } from "#core/suppression.ts";
import { erasureById, startErasure } from "#identity/erasure.ts";
import { exportPerson } from "#identity/export.ts";
import { mergeByHand, separateByHand } from "#identity/merge.ts";
import { personNamed, uidsNamed } from "#identity/named.ts";
import type { PeopleHouse } from "#identity/people-house.ts";
import { personJson } from "#identity/person.ts";
import { listSuppressed, suppressStatements, unsuppress } from "#identity/suppression.ts";
import { listWarnings } from "#identity/warnings-query.ts";

/** `u:<userId>`, `a:<anonymousId>`, or the bare id: then a user's before a device's. */
const Id = z.string().min(1).max(1_000);
const Person = z.looseObject({ id: z.string(), ids: z.array(z.looseObject({ id: z.string() })) });
const TwoIds = z.object({ ids: z.tuple([Id, Id]) });
const Changed = z.object({ person: z.looseObject({ id: z.string() }), rowsWritten: z.number() });
const Removed = z.record(z.string(), z.number());
const Erasure = z.object({
  id: z.number(),
  status: z.enum(["done", "erasing"]),
  requestedAt: z.string(),
  doneAt: z.string().nullable(),
  removed: Removed,
});

/** People: who somebody is, what they did, and the corrections only a person can make. */
export function peopleRoutes(clock: Clock, houseOf: (env: Env) => PeopleHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/people/{id}",
      access: "read",
      summary: "A person, by any of their ids: traits and their history, ids and how each was joined, groups, touches.",
      params: z.object({ id: Id }),
      answer: Person,
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        return personJson(house, await personNamed(house, params.id));
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/people/{id}/events",
      access: "read",
      summary: "A person's events, newest first, over all their ids.",
      params: z.object({ id: Id }),
      query: z.object({
        event: z.union([z.string().transform((name) => [name]), z.array(z.string())]).optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      answer: z.object({
        events: z.array(z.looseObject({ messageId: z.string() })),
        next: z.string().nullable(),
        complete: z.boolean(),
      }),
      handle: async ({ params, query }, { env }) => {
        const house = houseOf(env);
        const { label } = await personNamed(house, params.id);
        return house.eventsOf(label, { names: query.event ?? [], cursor: query.cursor, limit: query.limit });
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/people/{id}/export",
      access: "people",
      summary: "Everything that is kept of a person, as one JSON document: the person and all their events.",
      params: z.object({ id: Id }),
      answer: z.object({ person: Person, events: z.array(z.looseObject({})) }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        const person = await personNamed(house, params.id);
        return exportPerson(await personJson(house, person), house.allEventsOf(person.label));
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/people/merge",
      access: "people",
      summary: "Join two ids by hand: two users, or a device and its user. Every report follows at once.",
      body: TwoIds,
      answer: Changed,
      handle: async ({ body }, { env }) => {
        const house = houseOf(env);
        const { rowsWritten } = await mergeByHand(house, body.ids, clock());
        return { person: await personJson(house, await personNamed(house, body.ids[0])), rowsWritten };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/people/unmerge",
      access: "people",
      summary: "Undo a wrong alias, login or merge: the two ids are apart until somebody joins them by hand.",
      body: TwoIds,
      answer: z.object({ people: z.array(Person), rowsWritten: z.number() }),
      handle: async ({ body }, { env }) => {
        const house = houseOf(env);
        const { rowsWritten } = await separateByHand(house, body.ids, clock());
        const persons = await Promise.all(body.ids.map((id) => personNamed(house, id)));
        return { people: await Promise.all(persons.map((person) => personJson(house, person))), rowsWritten };
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/people/{id}",
      access: "people",
      summary: "Erase a person: events, traits, ids. What comes of them later is dropped.",
      params: z.object({ id: Id }),
      answer: Erasure,
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        return startErasure(house, await personNamed(house, params.id), clock());
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/erasures/{id}",
      access: "read",
      summary: "How far an erasure is, and what it removed.",
      params: z.object({ id: IdText }),
      answer: Erasure,
      handle: ({ params }, { env }) => erasureById(env.DB, params.id),
    }),
    ...suppressionRoutes(clock, houseOf),
    adminRoute({
      method: "get",
      path: "/api/warnings",
      access: "read",
      summary: "What an owner should look at: ids that name nobody, devices of several people, refused aliases.",
      query: z.object({
        source: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answer: z.object({
        warnings: z.array(z.looseObject({ kind: z.string(), subject: z.string(), count: z.number() })),
        kinds: z.record(z.string(), z.object({ meaning: z.string(), advice: z.string() })),
      }),
      handle: ({ query }, { env }) => listWarnings(env.DB, query.source ?? null, query.limit),
    }),
  ];
}

function suppressionRoutes(clock: Clock, houseOf: (env: Env) => PeopleHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/suppressions",
      access: "read",
      summary: "How many ids are suppressed. Only their hashes are kept.",
      answer: z.object({ count: z.number(), newest: z.array(z.object({ hash: z.string(), since: z.string() })) }),
      handle: async (_, { env }) => {
        const { count, newest } = await listSuppressed(env.DB);
        return { count, newest: newest.map(({ hash, since }) => ({ hash, since: new Date(since).toISOString() })) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/suppressions",
      access: "people",
      summary: "Drop what comes of this id from now on; what is stored stays.",
      body: z.object({ id: Id }),
      answer: z.object({ success: z.literal(true) }),
      status: 201,
      handle: async ({ body }, { env }) => {
        const uids = suppressible(body.id);
        await env.DB.batch(suppressStatements(env.DB, uids, clock()));
        await houseOf(env).forgetLive(uids.map(suppressionHash));
        return { success: true };
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/suppressions/{id}",
      access: "people",
      summary: "Take events of this id again.",
      params: z.object({ id: Id }),
      answer: z.object({ lifted: z.number() }),
      handle: async ({ params }, { env }) => {
        const uids = suppressible(params.id);
        const lifted = await unsuppress(env.DB, uids, clock());
        await houseOf(env).unforgetLive(uids.map(suppressionHash));
        return { lifted };
      },
    }),
  ];
}

/** `u:…` or `a:…` means just that; a bare id is suppressed as user and as device. */
const suppressible = (id: string): string[] => (/^[ua]:/.test(id) ? [id] : uidsNamed(id));
