import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { SinkCounts } from "./sink-client.ts";

/**
 * The other end of the measured Worker's bindings, in a process of its own: it counts what arrives and answers as the
 * platform would. `node bench/sink.ts <migrations folder> <write key>`; prints its port. GET /counts answers what came since
 * the last ask.
 * D1 is SQLite with the real schema, so whatever the Worker asks is answered truly.
 */
const CHUNK_BYTES = 64_000;
const [migrations = "migrations", writeKey = "bench"] = process.argv.slice(2);
const database = new DatabaseSync(":memory:");
for (const file of readdirSync(migrations)
  .filter((name) => name.endsWith(".sql"))
  .toSorted()) {
  database.exec(readFileSync(`${migrations}/${file}`, "utf8"));
}
database.exec("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'Bench', 'public', 0)");
database.prepare("INSERT INTO write_keys (key, source_id, created_at) VALUES (?, 1, 0)").run(writeKey);

const nothing = (): SinkCounts => ({ messages: {}, chunks: {}, queries: 0 });
let counts = nothing();

const QUEUE_ANSWER = JSON.stringify({
  metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 } },
});

function countMessages(binding: string, sizes: number[]) {
  counts.messages[binding] = (counts.messages[binding] ?? 0) + sizes.length;
  const chunks = sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / CHUNK_BYTES), 0);
  counts.chunks[binding] = (counts.chunks[binding] ?? 0) + chunks;
}

const D1Query = z.object({
  sql: z.string(),
  params: z.array(z.union([z.string(), z.number(), z.null(), z.array(z.number())])).nullish(),
});
const QueueBatch = z.object({ messages: z.array(z.object({ body: z.string() })) });

/** One statement in D1's wire format: bytes travel as arrays of numbers. */
function run({ sql, params }: z.infer<typeof D1Query>, asRows: boolean) {
  counts.queries++;
  const statement = database.prepare(sql);
  const bound = (params ?? []).map((value) => (Array.isArray(value) ? new Uint8Array(value) : value));
  const columns = statement.columns().map((column) => column.name);
  const objects = columns.length > 0 ? statement.all(...bound) : (statement.run(...bound), []);
  const results = asRows ? { columns, rows: objects.map((row) => columns.map((name) => row[name])) } : objects;
  const meta = {
    served_by: "bench",
    duration: 0,
    changes: 0,
    last_row_id: 0,
    changed_db: false,
    size_after: 0,
    rows_read: objects.length,
    rows_written: 0,
  };
  return { success: true, results, meta };
}

function answerD1(url: string, body: string): string {
  const queries = z.union([D1Query, z.array(D1Query)]).parse(JSON.parse(body));
  const asRows = url.includes("ROWS_AND_COLUMNS");
  return JSON.stringify(Array.isArray(queries) ? queries.map((query) => run(query, asRows)) : run(queries, asRows));
}

function answer(binding: string, url: string, body: string, bytes: number): string {
  if (url.endsWith("/counts")) {
    const told = counts;
    counts = nothing();
    return JSON.stringify(told);
  }
  if (binding === "DB") return answerD1(url, body);
  if (url.endsWith("/message")) countMessages(binding, [bytes]);
  if (url.endsWith("/batch")) {
    const { messages } = QueueBatch.parse(JSON.parse(body));
    countMessages(
      binding,
      messages.map((message) => Math.floor(message.body.length * 0.75)),
    );
  }
  return QUEUE_ANSWER;
}

function respond(request: IncomingMessage, response: ServerResponse, body: string, bytes: number) {
  const binding = String(request.headers["bench-binding"] ?? "");
  response.setHeader("Content-Type", "application/json");
  try {
    response.end(answer(binding, request.url ?? "", body, bytes));
  } catch (error) {
    response.statusCode = 500;
    response.end(JSON.stringify({ success: false, error: String(error) }));
  }
}

const server = createServer((request, response) => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  request.on("data", (part: Uint8Array) => {
    parts.push(part);
    bytes += part.byteLength;
  });
  request.on("end", () => {
    // A message's text is of no interest here, so the usual request is never decoded.
    const body = request.url?.endsWith("/message") ? "" : new TextDecoder().decode(Buffer.concat(parts));
    respond(request, response, body, bytes);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`);
});
