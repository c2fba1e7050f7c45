import type { MiddlewareHandler } from "hono";
import type { AdminBound, AdminRoute } from "#core/admin-route.ts";
import { MINUTE_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { hashOf } from "#core/secrets.ts";
import { type Act, actorOf, writeAct } from "#access/audit.ts";
import type { AccessHouse } from "#access/house.ts";

export type RecordActs = ReturnType<typeof createRecordActs>;

/**
 * Writes down what signed-in people and programs do, after the answer: everything that changes something, whatever takes
 * personal data out, and whatever was refused for want of a permission. Reports are questions, and not written down. Of
 * requests without a valid sign-in only the number is, at most once a minute an isolate: they cost nobody but us.
 */
export function createRecordActs() {
  let uncounted = 0;
  let countedAt = Number.NEGATIVE_INFINITY;

  const write = async (house: AccessHouse, act: Act) => {
    try {
      await writeAct(house.db, act);
    } catch (error) {
      log("error", "audit_unwritten", { act, reason: reasonOf(error) });
    }
  };

  /** Counts a request that nobody was signed in for; gives the work of writing the number down, when it is time. */
  const stranger = (house: AccessHouse): Promise<void> | null => {
    const now = house.clock();
    uncounted += 1;
    if (now - countedAt < MINUTE_MS) return null;
    const says = `Requests without a valid sign-in: ${uncounted}.`;
    uncounted = 0;
    countedAt = now;
    const nobody = { who: "nobody", memberId: null, tokenId: null, address: null };
    return write(house, { ...nobody, at: now, method: "ANY", route: "/api/*", ids: {}, says, status: 401 });
  };

  const middleware =
    (houseOf: (env: Env) => AccessHouse): MiddlewareHandler<AdminBound> =>
    async (context, next) => {
      await next();
      const house = houseOf(context.env);
      const { status } = context.res;
      const later = (work: Promise<void> | null) => work && context.executionCtx.waitUntil(work);
      const caller = context.get("caller") as AdminBound["Variables"]["caller"] | undefined;
      if (!caller) return void (status === 401 && later(stranger(house)));
      const route = (context.get("route") as AdminRoute | undefined) ?? (status === 403 ? FOREIGN : undefined);
      if (!route || !isAct(route, status)) return;
      later(
        write(house, {
          ...actorOf(caller),
          at: house.clock(),
          method: context.req.method,
          route: route.path,
          ids: idsIn(route, context.req.param()),
          says: firstSentence(route.summary),
          status,
          address: context.req.header("cf-connecting-ip") ?? null,
        }),
      );
    };

  return { middleware, stranger, write };
}

/** Refused before any route was found: a page of another address asked with somebody's session. */
const FOREIGN = {
  method: "post",
  path: "/api/*",
  access: "anyone",
  summary: "A page of another address asked in their name.",
} as const;

const isAct = ({ method, access }: Pick<AdminRoute, "method" | "access">, status: number): boolean =>
  status === 403 || (method === "get" ? access === "people" : access !== "read");

const MAX_ID = 200;

/** A person's id only as a hash: whoever is erased is gone from here, too, and can still be asked for by who knows the id. */
const idsIn = ({ access }: Pick<AdminRoute, "access">, params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      access === "people" ? `sha256:${hashOf(value)}` : value.slice(0, MAX_ID),
    ]),
  );

const firstSentence = (text: string): string => /^.*?[.?!;:](?=\s|$)/.exec(text)?.[0]?.replace(/[;:]$/, ".") ?? text;
