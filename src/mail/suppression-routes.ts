import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { Problem } from "#core/problem.ts";
import { readAddress } from "#mail/address.ts";
import type { MailHouse } from "#mail/house.ts";
import { listSuppressions, suppress, SUPPRESSION_REASONS, unsuppress } from "#mail/suppressions.ts";

const Shown = z.object({
  address: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  automation: z.number().nullable(),
  at: z.string(),
});

const Cursor = z.string().regex(/^\d{1,15} \S+$/);

/** The list of addresses that no automation writes to. */
export function suppressionRoutes(houseOf: (env: Env) => MailHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/mail/suppressions",
      access: "read",
      summary: "Addresses that no automation writes to, the newest first; `search` is a part of the address.",
      query: z.object({
        cursor: Cursor.optional(),
        search: z.string().max(254).default(""),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answer: z.object({ suppressions: z.array(Shown), next: z.string().nullable() }),
      handle: async ({ query: { cursor, search, limit } }, { env }) => {
        const [at = "", address = ""] = (cursor ?? "").split(" ");
        const after = cursor === undefined ? null : { at: Number(at), address };
        const found = await listSuppressions(houseOf(env).db, { after, search, limit });
        const last = found.length === limit ? found.at(-1) : undefined;
        return {
          suppressions: found.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
          next: last ? `${last.at} ${last.address}` : null,
        };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/mail/suppressions",
      access: "automate",
      summary: "Put an address on the list: from now on no automation writes to it.",
      body: z.object({ address: z.string().max(254) }),
      answer: z.object({ address: z.string() }),
      status: 201,
      handle: async ({ body }, { env }) => {
        const address = readAddress(body.address);
        if (address === null) throw new Problem("request_invalid", { detail: "address: this is no e-mail address." });
        const { db, clock } = houseOf(env);
        await suppress(db, { address, reason: "added", automation: null, at: clock() });
        return { address: address.toLowerCase() };
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/mail/suppressions",
      access: "automate",
      summary: "Take an address off the list. Only do so when its owner asks for it.",
      query: z.object({ address: z.string().max(254) }),
      answer: z.object({ removed: z.boolean() }),
      handle: async ({ query }, { env }) => ({ removed: await unsuppress(houseOf(env).db, query.address) }),
    }),
  ];
}
