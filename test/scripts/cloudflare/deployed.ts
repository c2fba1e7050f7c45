import { createHash } from "node:crypto";
import { type Account, appliedTo, runningOf, type ScriptKept } from "./account.ts";
import { type Call, field, refused, type Reply } from "./call.ts";

/**
 * What a deployed Worker answers, as far as the command line asks: well only where all is there that it needs, so that a
 * deployment with a hole is seen from outside. A module with the word "sick" is one that does not work.
 */
export function deployed(account: Account, name: string, { method, path, query, headers, body }: Call): Reply {
  const script = account.scripts.get(name);
  if (!script) return refused(522, 0, "nothing is here");
  const wrong = wrongWith(account, script);
  if (path === "/health")
    return { status: wrong.length > 0 ? 503 : 200, body: { status: wrong.length > 0 ? "down" : "ok", wrong } };
  if (wrong.length > 0) return { status: 503, body: { success: false, message: wrong.join() } };
  if (path === "/v1/track" && method === "POST")
    return tracked(account, script, String(headers["authorization"]), body);
  const token = String(headers["authorization"]).replace(/^Bearer /, "");
  if (createHash("sha256").update(token).digest("hex") !== script.secrets.get("ADMIN_TOKEN_HASH"))
    return { status: 401, body: { success: false, message: "Who are you?" } };
  if (path === "/api/sources" && method === "GET") return { status: 200, body: { sources: script.sources } };
  if (path === "/api/sources") {
    const id = script.sources.length + 1;
    const made = { id, name: String(field(body, "name")), kind: String(field(body, "kind")), writeKey: `wk_${id}` };
    script.sources.push(made);
    return { status: 201, body: made };
  }
  if (path === "/api/events") {
    const asked = query.get("messageId");
    const events = script.events.filter(({ messageId }) => asked === null || messageId === asked);
    // Two a page, so that there is more than one.
    const begin = Number(query.get("cursor") ?? 0);
    const next = begin + 2 < events.length ? String(begin + 2) : null;
    return { status: 200, body: { events: events.slice(begin, begin + 2), next, complete: true } };
  }
  return { status: 404, body: { success: false, message: "There is nothing at this address." } };
}

const databaseOf = (account: Account, { name }: ScriptKept) => account.databases.find((each) => each.name === name);

function wrongWith(account: Account, script: ScriptKept): string[] {
  const modules = Object.values(runningOf(script)?.modules ?? {});
  const applied = databaseOf(account, script);
  const isRead =
    account.queues.length > 0 && account.queues.every((queue) => queue.consumers[0]?.["script"] === script.name);
  return [
    ...(modules.some((text) => text.includes("sick")) ? ["the code is sick"] : []),
    ...(applied && appliedTo(applied.sql).length > 0 ? [] : ["the database is not migrated"]),
    ...(isRead ? [] : ["a queue is not read"]),
    ...(account.domains.some(({ service }) => service === script.name) ? [] : ["no domain leads here"]),
    ...(account.scripts.has(`${script.name}-catalogue`) ? [] : ["the catalogue is not there"]),
  ];
}

function tracked(account: Account, script: ScriptKept, authorization: string, body: unknown): Reply {
  const key = atob(authorization.replace(/^Basic /, "")).replace(/:$/, "");
  if (!script.sources.some(({ writeKey }) => writeKey === key)) return { status: 401, body: { success: false } };
  const event = body as Record<string, unknown>;
  // The same messageId is stored once.
  if (!script.events.some(({ messageId }) => messageId === event["messageId"])) {
    script.events.push(event);
    databaseOf(account, script)
      ?.sql.prepare("INSERT INTO facts (name_id, ts, seq, source_id, bot) VALUES (1, 0, ?, 1, 0)")
      .run(script.events.length);
  }
  return { status: 200, body: { success: true } };
}
