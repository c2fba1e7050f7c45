import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { csvLine, csvResponse } from "#core/csv.ts";
import { type Act, OUTCOMES, outcomeOf, readAudit } from "#access/audit.ts";
import { iso } from "#access/iso.ts";

const ActAnswer = z.object({
  id: z.number(),
  at: z.string(),
  who: z.string(),
  method: z.string(),
  route: z.string(),
  ids: z.record(z.string(), z.string()),
  says: z.string(),
  outcome: z.enum(OUTCOMES),
  status: z.number(),
  address: z.string().nullable(),
});

const actJson = (act: Act & { id: number }): z.infer<typeof ActAnswer> => {
  const { id, at, who, method, route, ids, says, status, address } = act;
  return { id, at: iso(at), who, method, route, ids, says, outcome: outcomeOf(status), status, address };
};

const Time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();

const COLUMNS = ["at", "who", "says", "outcome", "status", "method", "route", "ids", "address", "id"] as const;
/** Enough for a year of a busy workspace; a longer one is asked in parts. */
const MAX_CSV = 20_000;

/** What everybody did. */
export const auditRoutes: AdminRoute[] = [
  adminRoute({
    method: "get",
    path: "/api/audit",
    access: "access",
    summary: "What everybody did, the newest first; kept for 400 days. As JSON, or as a table (format=csv).",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: IdText.optional(),
      who: z.string().max(300).optional(),
      route: z.string().max(300).optional(),
      outcome: z.enum(OUTCOMES).optional(),
      from: Time,
      to: Time,
      format: z.enum(["json", "csv"]).default("json"),
    }),
    answer: z.object({ acts: z.array(ActAnswer), next: z.number().nullable() }),
    handle: async ({ query }, { env }) => {
      const { format, limit, ...asked } = query;
      if (format === "csv") {
        const rows = (await readAudit(env.DB, { ...asked, limit: MAX_CSV })).map(actJson);
        const lines = rows.map((row) => csvLine(COLUMNS.map((column) => row[column])));
        return csvResponse("audit", csvLine(COLUMNS) + lines.join(""));
      }
      const rows = await readAudit(env.DB, { ...asked, limit: limit + 1 });
      const acts = rows.slice(0, limit).map(actJson);
      return { acts, next: rows.length > limit ? (acts.at(-1)?.id ?? null) : null };
    },
  }),
];
