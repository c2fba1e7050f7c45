import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { CHANGE_CAUSES } from "#core/audience.ts";
import { audienceById } from "#audiences/definitions.ts";
import type { AudienceRoutesHouse, ShownPerson } from "#audiences/routes-house.ts";

const Params = z.object({ id: IdText });
const Page = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
const Person = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });
const next = z.string().nullable();

/** Who was erased or joined with somebody since is named no more. */
const GONE: ShownPerson = { id: "", name: null, email: null };

/** Who is in an audience, who came and went, and how large it was. */
export function audiencePeopleRoutes(houseOf: (env: Env) => AudienceRoutesHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/audiences/{id}/members",
      access: "read",
      summary: "The people in an audience.",
      params: Params,
      query: Page,
      answer: z.object({ people: z.array(Person.extend({ since: z.string() })), next }),
      handle: async ({ params, query }, { env }) => {
        const house = houseOf(env);
        await audienceById(house.db, params.id);
        const page = await house.object.members(params.id, query.cursor ?? 0, query.limit);
        const shown = await house.shown(page.map(({ person }) => person));
        const people = page.flatMap(({ person, since }) => {
          const found = shown.get(person);
          return found ? [{ ...found, since: new Date(since).toISOString() }] : [];
        });
        return { people, next: nextOf(page, query.limit, ({ person }) => person) };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/audiences/{id}/changes",
      access: "read",
      summary: "Who entered and left, the newest first: when, why, and the event that made it so. Of the last 90 days.",
      params: Params,
      query: Page,
      answer: z.object({
        changes: z.array(
          z.object({
            person: Person,
            change: z.enum(["entered", "left"]),
            at: z.string(),
            because: z.enum(CHANGE_CAUSES),
            messageId: z.string().nullable(),
          }),
        ),
        next,
      }),
      handle: async ({ params, query }, { env }) => {
        const house = houseOf(env);
        await audienceById(house.db, params.id);
        const page = await house.object.changes(params.id, query.cursor ?? Number.MAX_SAFE_INTEGER, query.limit);
        const shown = await house.shown(page.map(({ person }) => person));
        const changes = page.map(({ person, change, at, because, messageId }) => ({
          person: shown.get(person) ?? GONE,
          change,
          at: new Date(at).toISOString(),
          because,
          messageId,
        }));
        return { changes, next: nextOf(page, query.limit, ({ id }) => id) };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/audiences/{id}/sizes",
      access: "read",
      summary: "How many were in an audience, by the hours in which that changed, the oldest first.",
      params: Params,
      answer: z.object({
        points: z.array(z.object({ at: z.string(), size: z.number(), entered: z.number(), left: z.number() })),
      }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        await audienceById(house.db, params.id);
        const points = await house.object.sizes(params.id);
        return { points: points.map((point) => ({ ...point, at: new Date(point.at).toISOString() })) };
      },
    }),
  ];
}

function nextOf<T>(page: readonly T[], limit: number, numberOf: (one: T) => number): string | null {
  const last = page.at(-1);
  return last === undefined || page.length < limit ? null : String(numberOf(last));
}
