import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Account, newAccount } from "./account.ts";
import { type Call, field, refused, type Reply, type Route } from "./call.ts";
import { deployed } from "./deployed.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { workerRoutes } from "./worker-routes.ts";

/** What becomes of a writing call. The answer is lost where it was `done`: nobody told whoever called. */
export type Fate = "answered" | "lost" | { status: number; isDone: boolean; headers?: Record<string, string> };

export interface StandIn {
  /** For CLOUDFLARE_API_BASE_URL. */
  api: string;
  /** For HEADWATER_REACH. */
  reach: string;
  account(id: string): Account;
  /** The calls that wrote something, in order, as `METHOD path`, ids left out. */
  writes: string[];
  /** Calls that no route knows. */
  unknown: string[];
  /** Decides of each writing call; is told what was called. */
  fate: (write: string) => Fate;
  close(): void;
}

/** Cloudflare's API and the Workers behind it, on this machine: what it is told, it keeps, and writes down. */
export async function startStandIn(): Promise<StandIn> {
  const accounts = new Map<string, { account: Account; routes: Route[] }>();
  const of = (id: string) => {
    const known = accounts.get(id);
    if (known) return known;
    const account = newAccount();
    const made = { account, routes: [...resourceRoutes(account), ...workerRoutes(account)] };
    accounts.set(id, made);
    return made;
  };
  const accountWith = (script: string) => [...accounts.values()].find(({ account }) => account.scripts.has(script));

  const answer = (call: Call): Reply => {
    const [, live, livePath] = /^\/live\/([^/]+)(\/.*)$/.exec(call.path) ?? [];
    if (live !== undefined)
      return deployed(accountWith(live)?.account ?? newAccount(), live, { ...call, path: livePath ?? "/" });
    const [, id = "", path = ""] = /^\/client\/v4\/accounts\/(\w+)(\/.*)$/.exec(call.path) ?? [];
    for (const [method, pattern, act] of of(id).routes) {
      const match = method === call.method ? pattern.exec(path) : null;
      if (match) return act({ ...call, path }, match.slice(1));
    }
    standIn.unknown.push(`${call.method} ${call.path}`);
    return refused(404, 10_000, "the stand-in knows no such call");
  };

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const call = await readCall(request);
    const write = nameOf(
      call,
      [...accounts.values()].flatMap(({ account }) => namesById(account)),
    );
    if (write === null) return send(response, answer(call));
    standIn.writes.push(write);
    const fate = standIn.fate(write);
    const reply = typeof fate === "object" && !fate.isDone ? null : answer(call);
    if (fate === "lost") return void response.destroy();
    if (fate !== "answered") return send(response, { status: fate.status, body: {} }, fate.headers);
    if (reply) send(response, reply);
  };
  const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${address.port}`;
  const standIn: StandIn = {
    api: `${origin}/client/v4`,
    reach: `${origin}/live/{name}`,
    account: (id) => of(id).account,
    writes: [],
    unknown: [],
    fate: () => "answered",
    close: () => void server.close(),
  };
  return standIn;
}

function send(response: ServerResponse, { status, body }: Reply, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? "/", "http://stand-in");
  const bytes = await buffer(request);
  const type = request.headers["content-type"] ?? "";
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: type.includes("multipart") ? await formOf(bytes, type) : bytes.length > 0 ? JSON.parse(String(bytes)) : null,
  };
}

async function formOf(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const fields = [...form].map(async ([name, value]) => {
    const text = typeof value === "string" ? value : await value.text();
    return [name, name === "metadata" ? JSON.parse(text) : text] as const;
  });
  return Object.fromEntries(await Promise.all(fields));
}

const namesById = ({ databases, queues, domains }: Account): [id: string, name: string][] => [
  ...databases.map(({ uuid, name }): [string, string] => [uuid, name]),
  ...domains.map(({ id, hostname }): [string, string] => [id, hostname]),
  ...queues.map((queue): [string, string] => [queue.queue_id, queue.queue_name]),
];

/** What a call that changes something is called in tests: `METHOD path`, names in the place of ids; null of one that asks. */
function nameOf({ method, path, body }: Call, names: [id: string, name: string][]): string | null {
  const sql = path.endsWith("/query") ? String(field(body, "sql")) : null;
  if (method === "GET" || (sql !== null && /^\s*select\b/i.test(sql))) return null;
  // What is only asked, by a verb that writes: the files that are missing, what a domain would collide with.
  if (/assets-upload-session$|domains\/changeset$/.test(path)) return null;
  const plain = names
    .reduce((text, [id, name]) => text.replace(id, name), path.replace(/^\/client\/v4\/accounts\/\w+/, ""))
    .replaceAll(/\/[0-9a-f]{32}(?=\/|$)/g, "/:id");
  const made =
    sql === null ? (field(body, "queue_name") ?? field(body, "name")) : /VALUES \('([^']+)'\)/.exec(sql)?.[1];
  return `${method} ${plain}${typeof made === "string" ? ` ${made}` : ""}`;
}
