import { DatabaseSync } from "node:sqlite";
import { type Account, newId, newUuid } from "./account.ts";
import { field, list, ok, refused, type Reply, type Route } from "./call.ts";

const shown = ({ uuid, name }: Account["databases"][number]) => ({
  uuid,
  name,
  version: "production",
  num_tables: 0,
  file_size: 0,
  created_at: "2026-11-22T00:00:00Z",
});

/** Databases, queues and buckets; SQL really runs. */
export function resourceRoutes(account: Account): Route[] {
  const databaseOf = (word = "") => account.databases.find(({ uuid, name }) => uuid === word || name === word);
  const queueOf = (id = "") => account.queues.find((queue) => queue.queue_id === id);
  const noQueue = refused(404, 11_000, "queue not found");
  return [
    [
      "GET",
      /^\/d1\/database$/,
      ({ query }) => list(account.databases.filter(({ name }) => name.includes(query.get("name") ?? "")).map(shown)),
    ],
    [
      "GET",
      /^\/d1\/database\/([^/]+)$/,
      (_, [word]) => {
        const found = databaseOf(word);
        return found ? ok(shown(found)) : refused(404, 7404, "db not found");
      },
    ],
    [
      "POST",
      /^\/d1\/database$/,
      ({ body }) => {
        const name = String(field(body, "name"));
        if (databaseOf(name)) return refused(409, 7502, "a database of this name is there");
        const made = { uuid: newUuid(), name, body, sql: new DatabaseSync(":memory:") };
        account.databases.push(made);
        return ok(shown(made));
      },
    ],
    [
      "DELETE",
      /^\/d1\/database\/([^/]+)$/,
      (_, [word]) => {
        const found = databaseOf(word);
        if (!found) return refused(404, 7404, "db not found");
        account.databases.splice(account.databases.indexOf(found), 1);
        return ok(null);
      },
    ],
    [
      "POST",
      /^\/d1\/database\/([^/]+)\/query$/,
      ({ body }, [word]) => {
        const found = databaseOf(word);
        return found ? run(found.sql, String(field(body, "sql"))) : refused(404, 7404, "db not found");
      },
    ],
    [
      "GET",
      /^\/queues$/,
      ({ query }) => {
        const name = query.get("name");
        return list(account.queues.filter((queue) => name === null || queue.queue_name === name));
      },
    ],
    [
      "POST",
      /^\/queues$/,
      ({ body }) => {
        const name = String(field(body, "queue_name"));
        if (account.queues.some((queue) => queue.queue_name === name)) return refused(409, 11_009, "the name is taken");
        const settings = { ...(field(body, "settings") as object) };
        const made = { queue_id: newId(), queue_name: name, settings, consumers: [] };
        account.queues.push(made);
        return ok(made);
      },
    ],
    [
      "PATCH",
      /^\/queues\/(\w{32})$/,
      ({ body }, [id]) => {
        const queue = queueOf(id);
        if (!queue) return noQueue;
        Object.assign(queue.settings, field(body, "settings"));
        return ok(queue);
      },
    ],
    [
      "DELETE",
      /^\/queues\/(\w{32})$/,
      (_, [id]) => {
        const queue = queueOf(id);
        if (!queue) return noQueue;
        account.queues.splice(account.queues.indexOf(queue), 1);
        return ok(null);
      },
    ],
    ["GET", /^\/queues\/(\w{32})\/consumers$/, (_, [id]) => list(queueOf(id)?.consumers ?? [])],
    [
      "POST",
      /^\/queues\/(\w{32})\/consumers$/,
      ({ body }, [id]) => {
        const queue = queueOf(id);
        if (!queue) return noQueue;
        if (queue.consumers.length > 0) return refused(409, 11_004, "a queue has one consumer");
        const consumer = { consumer_id: newId(), ...consumerOf(body) };
        queue.consumers.push(consumer);
        return ok(consumer);
      },
    ],
    [
      "PUT",
      /^\/queues\/(\w{32})\/consumers\/(\w{32})$/,
      ({ body }, [id, consumerId]) => {
        const consumer = queueOf(id)?.consumers.find((each) => each["consumer_id"] === consumerId);
        if (!consumer) return refused(404, 11_005, "no such consumer");
        Object.assign(consumer, consumerOf(body));
        return ok(consumer);
      },
    ],
    [
      "DELETE",
      /^\/queues\/(\w{32})\/consumers\/(\w{32})$/,
      (_, [id]) => {
        queueOf(id)?.consumers.splice(0);
        return ok(null);
      },
    ],
    ...bucketRoutes(account),
  ];
}

/** It is given as script_name and shown as script. */
function consumerOf(body: unknown): Record<string, unknown> {
  const { script_name: script, environment_name: _, ...rest } = body as Record<string, unknown>;
  return { ...rest, script };
}

function bucketRoutes(account: Account): Route[] {
  const bucketOf = (name = "", jurisdiction: unknown) =>
    account.buckets.find((bucket) => bucket.name === name && bucket.jurisdiction === (jurisdiction ?? null));
  const none = refused(404, 10_006, "The specified bucket does not exist.");
  return [
    [
      "GET",
      /^\/r2\/buckets\/([^/]+)$/,
      ({ headers }, [name]) => {
        const bucket = bucketOf(name, headers["cf-r2-jurisdiction"]);
        return bucket ? ok({ name: bucket.name }) : none;
      },
    ],
    [
      "POST",
      /^\/r2\/buckets$/,
      ({ body, headers }) => {
        const jurisdiction = headers["cf-r2-jurisdiction"];
        const made = {
          name: String(field(body, "name")),
          jurisdiction: typeof jurisdiction === "string" ? jurisdiction : null,
          objects: new Set<string>(),
        };
        if (bucketOf(made.name, made.jurisdiction)) return refused(409, 10_004, "the name is taken");
        account.buckets.push(made);
        return ok({ name: made.name });
      },
    ],
    [
      "DELETE",
      /^\/r2\/buckets\/([^/]+)$/,
      ({ headers }, [name]) => {
        const bucket = bucketOf(name, headers["cf-r2-jurisdiction"]);
        if (!bucket) return none;
        if (bucket.objects.size > 0) return refused(409, 10_008, "The bucket you tried to delete is not empty.");
        account.buckets.splice(account.buckets.indexOf(bucket), 1);
        return ok({});
      },
    ],
    [
      "GET",
      /^\/r2\/buckets\/([^/]+)\/objects$/,
      ({ headers }, [name]) => {
        const bucket = bucketOf(name, headers["cf-r2-jurisdiction"]);
        return bucket ? ok([...bucket.objects].slice(0, 2).map((key) => ({ key }))) : none;
      },
    ],
    [
      "DELETE",
      /^\/r2\/buckets\/([^/]+)\/objects\/(.+)$/,
      ({ headers }, [name, key = ""]) => {
        const bucket = bucketOf(name, headers["cf-r2-jurisdiction"]);
        bucket?.objects.delete(decodeURIComponent(key));
        return bucket ? ok({ key }) : none;
      },
    ],
  ];
}

/** As D1: all of it in one transaction, and what the last statement gives. */
function run(sql: DatabaseSync, text: string): Reply {
  try {
    const isReading = /^\s*select\b/i.test(text);
    const results = isReading ? sql.prepare(text).all() : [];
    if (!isReading) sql.exec(`BEGIN; ${text}; COMMIT`);
    return ok([{ results, success: true, meta: { duration: 0.1, rows_read: 0, rows_written: 0 } }]);
  } catch (error) {
    if (sql.isTransaction) sql.exec("ROLLBACK");
    return refused(400, 7500, String(error));
  }
}
