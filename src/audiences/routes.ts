import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { AUDIENCE_KINDS, AudienceDefinition } from "#core/audience.ts";
import { bounded, CohortDefinition } from "#core/question/condition.ts";
import { fields } from "#core/question/shape.ts";
import { AudienceAnswer, audienceJson } from "#audiences/audience-json.ts";
import {
  audienceById,
  changeAudience,
  createAudience,
  deleteAudience,
  listAudiences,
  type AudienceDefinition as Stored,
} from "#audiences/definitions.ts";
import { audiencePeopleRoutes } from "#audiences/people-routes.ts";
import type { AudienceRoutesHouse } from "#audiences/routes-house.ts";

const Params = z.object({ id: IdText });

/** What may be changed; what is left out stays. Another `where` is computed anew. */
const Changes = fields({
  name: z.string().trim().min(1).max(200).optional(),
  description: z.string().trim().max(5_000).optional(),
  kind: z.enum(AUDIENCE_KINDS).optional(),
  where: bounded(CohortDefinition).optional(),
});

const PersonQuery = z.object({ person: z.string().min(1).max(300).optional() });

/** Saved people queries that are kept up to date (docs/audiences.md). */
export function audienceRoutes(houseOf: (env: Env) => AudienceRoutesHouse): AdminRoute[] {
  const answered = async ({ object }: AudienceRoutesHouse, definitions: readonly Stored[]) => {
    const reports = new Map((await object.report()).map((report) => [report.audience, report]));
    return definitions.map((one) => audienceJson(one, reports.get(one.id)));
  };
  const one = async (house: AudienceRoutesHouse, definition: Stored) => (await answered(house, [definition]))[0] ?? {};
  const changed = async (house: AudienceRoutesHouse) => {
    house.changed();
    await house.object.changed();
  };
  return [
    adminRoute({
      method: "get",
      path: "/api/audiences",
      access: "read",
      summary: "All audiences, the oldest first; with `person`, those that somebody is in.",
      query: PersonQuery,
      answer: z.object({ audiences: z.array(AudienceAnswer) }),
      handle: async ({ query: { person } }, { env }) => {
        const house = houseOf(env);
        const all = await listAudiences(house.db);
        if (person === undefined) return { audiences: await answered(house, all) };
        const theirs = new Set(await house.object.audiencesOf(await house.actorsNamed(person)));
        const those = all.filter(({ id }) => theirs.has(id));
        return { audiences: await answered(house, those) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/audiences",
      access: "analyse",
      summary: "Save a people query. A live one is kept up to date, a frozen one is the list of those who match now.",
      body: AudienceDefinition,
      answer: AudienceAnswer,
      status: 201,
      handle: async ({ body }, { env }) => {
        const house = houseOf(env);
        const created = await createAudience(house.db, body, house.clock());
        await changed(house);
        return one(house, created);
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/audiences/{id}",
      access: "read",
      summary: "One audience.",
      params: Params,
      answer: AudienceAnswer,
      handle: async ({ params }, { env }) => one(houseOf(env), await audienceById(env.DB, params.id)),
    }),
    adminRoute({
      method: "patch",
      path: "/api/audiences/{id}",
      access: "analyse",
      summary: "Change an audience. With another `where` everybody is looked at anew, and nobody is told of that.",
      params: Params,
      body: Changes,
      answer: AudienceAnswer,
      handle: async ({ params, body }, { env }) => {
        const house = houseOf(env);
        const definition = await changeAudience(house.db, params.id, body, house.clock());
        await changed(house);
        return one(house, definition);
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/audiences/{id}",
      access: "analyse",
      summary: "Delete an audience with all that is kept of it.",
      params: Params,
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        await deleteAudience(house.db, params.id);
        await changed(house);
        return { success: true };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/audiences/{id}/recompute",
      access: "analyse",
      summary: "Compare an audience with the whole store and put right what differs; a frozen one is made anew.",
      params: Params,
      answer: AudienceAnswer,
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        const definition = await audienceById(house.db, params.id);
        await house.object.recompute(params.id);
        return one(house, definition);
      },
    }),
    ...audiencePeopleRoutes(houseOf),
  ];
}
