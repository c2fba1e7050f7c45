import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { fields } from "#core/question/shape.ts";
import { pageBody } from "#lists/page-body.ts";
import type { ListRoutesHouse } from "#lists/routes-house.ts";
import type { ShownSync } from "#lists/sync.ts";
import { SyncAnswer, syncJson } from "#lists/sync-json.ts";
import { changeSync, createSync, deleteSync, knownSync, listSyncs, syncById } from "#lists/syncs.ts";

const Audience = z.object({ id: IdText });
const Params = Audience.extend({ sync: IdText });

const Name = z.string().trim().min(1).max(200);
const Url = z.string().trim().max(2_000);
/** `whsec_…`; empty: pages are not signed. */
const Secret = z.string().trim().max(1_000);
const Traits = z.array(z.string().min(1).max(200)).max(50);

const New = fields({
  name: Name,
  url: Url,
  secret: Secret.default(""),
  traits: Traits.default([]),
  enabled: z.boolean().default(true),
});
/** What is left out stays. */
const Changes = fields({
  name: Name.optional(),
  url: Url.optional(),
  secret: Secret.optional(),
  traits: Traits.optional(),
  enabled: z.boolean().optional(),
});

const TestAnswer = z.object({
  taken: z.boolean(),
  /** What came back, in plain words. */
  says: z.string(),
});

/** Lists elsewhere that are kept in step with an audience (docs/audiences.md). */
export function listSyncRoutes(houseOf: (env: Env) => ListRoutesHouse): AdminRoute[] {
  const one = async ({ object }: ListRoutesHouse, sync: ShownSync) => syncJson(sync, await object(sync.id).report());
  return [
    adminRoute({
      method: "get",
      path: "/api/audiences/{id}/syncs",
      access: "read",
      summary: "The lists elsewhere that are kept in step with an audience, and how each of them is.",
      params: Audience,
      answer: z.object({ syncs: z.array(SyncAnswer) }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        const syncs = await listSyncs(house.db, params.id);
        return { syncs: await Promise.all(syncs.map((sync) => one(house, sync))) };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/audiences/{id}/syncs",
      access: "connect",
      summary: "Keep a list elsewhere in step with an audience: all its members first, then who enters and leaves.",
      params: Audience,
      body: New,
      answer: SyncAnswer,
      status: 201,
      handle: async ({ params, body }, { env, req }) => {
        const house = houseOf(env);
        const ownHost = hostOf(req.url);
        check(house, body, ownHost);
        const made = await createSync(house.db, house.seal, params.id, { ...body, ownHost }, house.clock());
        await house.object(made.id).again(made.id);
        return one(house, made);
      },
    }),
    adminRoute({
      method: "patch",
      path: "/api/audiences/{id}/syncs/{sync}",
      access: "connect",
      summary: "Change a list. With another address, traits or secret, or switched on, it gets all members anew.",
      params: Params,
      body: Changes,
      answer: SyncAnswer,
      handle: async ({ params, body }, { env, req }) => {
        const house = houseOf(env);
        const before = await syncById(house.db, params.id, params.sync);
        const ownHost = hostOf(req.url);
        check(house, body, ownHost);
        const changed = await changeSync(house.db, house.seal, before, { ...body, ownHost }, house.clock());
        const { name: _, ...rest } = body;
        const isAnew = before.stopped !== null || Object.values(rest).some((value) => value !== undefined);
        if (isAnew) await house.object(changed.id).again(changed.id);
        return one(house, changed);
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/audiences/{id}/syncs/{sync}",
      access: "connect",
      summary: "Delete a list here. Whoever is on it elsewhere stays there.",
      params: Params,
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        const { id } = await syncById(house.db, params.id, params.sync);
        await deleteSync(house.db, id);
        await house.object(id).wake(id);
        return { success: true };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/audiences/{id}/syncs/{sync}/test",
      access: "connect",
      summary: "Send a page that puts nobody on the list, now, and see whether it is taken.",
      params: Params,
      answer: TestAnswer,
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        await syncById(house.db, params.id, params.sync);
        const sync = await knownSync(house.db, params.sync);
        if (!sync) throw new Problem("not_found");
        const session = `${sync.uid}.test.${crypto.randomUUID()}`;
        const body = pageBody("add_members", sync, { session, page: 1, pages: 1 }, []);
        const { uid, url, sealed, ownHost } = sync;
        const sent = await house.post({ uid, url, sealed, ownHost, key: session, body });
        return sent.outcome === "taken"
          ? { taken: true, says: "It took the test." }
          : { taken: false, says: sent.reason };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/audiences/{id}/syncs/{sync}/again",
      access: "connect",
      summary: "Send all members anew, in place of whatever is on the list; one that was stopped goes on.",
      params: Params,
      answer: SyncAnswer,
      handle: async ({ params }, { env }) => {
        const house = houseOf(env);
        const before = await syncById(house.db, params.id, params.sync);
        const going = await changeSync(house.db, house.seal, before, {}, house.clock());
        await house.object(going.id).again(going.id);
        return one(house, going);
      },
    }),
  ];
}

const hostOf = (url: string): string => new URL(url).host;

function check(
  { addressFault, signingFault }: ListRoutesHouse,
  { url, secret }: { url?: string | undefined; secret?: string | undefined },
  ownHost: string,
): void {
  const address = url === undefined ? null : addressFault(url, ownHost);
  if (address !== null) throw new Problem("request_invalid", { detail: `url: ${address}` });
  const signing = secret === undefined || secret === "" ? null : signingFault(secret);
  if (signing !== null) throw new Problem("request_invalid", { detail: `secret: ${signing}` });
}
