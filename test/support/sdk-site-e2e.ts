import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { html } from "./site-e2e.ts";

/** How a request of the SDK fails, or how late it is answered once Headwater has it. */
export type Trouble =
  | { refuse: number; retryAfter?: string }
  | { loseAnswer: true }
  | { loseRequest: true }
  | { answerAfterMs: number };

/** A POST that arrived at the site: what was in it, and what became of it (0: no answer). */
export interface Arrived {
  at: number;
  status: number;
  messageIds: string[];
  cookie: string | undefined;
  setCookie: string | null;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/**
 * A customer's site with Headwater under a path of its own, as a Worker's route makes it: pages at their addresses, `/hw/…`
 * goes on to Headwater (`there` may say under which path). The next POSTs meet the troubles given, one each. `localhost`, so that browsers take it for secure.
 */
export async function startSdkSite(
  headwater: string,
  pages: Record<string, { head?: string; body?: string }>,
  there: (path: string) => string = (path) => path,
) {
  const troubles: Trouble[] = [];
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    const page = pages[pathname];
    if (page !== undefined) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(html(pathname, page.head ?? "", page.body));
    } else if (/^\/(hw|analytics\.js|analytics-next|v1)\//.test(pathname)) {
      pass(request, response).catch(() => response.destroy());
    } else response.writeHead(404).end();
  }).listen(0, "localhost");

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPost = request.method === "POST";
    const text = await textOf(request);
    const trouble = isPost ? troubles.shift() : undefined;
    const note = (status: number, setCookie: string | null = null) => {
      if (!isPost) return;
      const { batch = [] } = JSON.parse(text) as { batch?: { messageId: string }[] };
      const messageIds = batch.map(({ messageId }) => messageId);
      arrived.push({ at: Date.now(), status, messageIds, cookie: request.headers.cookie, setCookie });
    };
    if (trouble && "loseRequest" in trouble) {
      note(0);
      request.socket.destroy();
      return;
    }
    if (trouble && "refuse" in trouble) {
      note(trouble.refuse);
      const retryAfter = trouble.retryAfter === undefined ? {} : { "retry-after": trouble.retryAfter };
      response.writeHead(trouble.refuse, retryAfter).end("{}");
      return;
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === "string" && !["host", "connection", "content-length"].includes(name))
        headers.set(name, value);
    const answer = await fetch(headwater + there(request.url ?? "/"), {
      method: request.method ?? "GET",
      headers,
      ...(isPost ? { body: text } : {}),
    });
    if (trouble && "loseAnswer" in trouble) {
      note(0);
      request.socket.destroy();
      return;
    }
    if (trouble) await sleep(trouble.answerAfterMs);
    note(answer.status, answer.headers.get("set-cookie"));
    const told = [...answer.headers].filter(([name]) => !["content-encoding", "content-length"].includes(name));
    response.writeHead(answer.status, Object.fromEntries(told)).end(await answer.text());
  }

  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://localhost:${address.port}`,
    arrived,
    meets: (...next: Trouble[]) => void troubles.push(...next),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type SdkSite = Awaited<ReturnType<typeof startSdkSite>>;

/** The one line that a site needs; without a list of waiting calls it works by itself. */
export const tag = (key: string, options?: object): string =>
  `<script async src="/hw/${key}.js"${options === undefined ? "" : ` data-options='${JSON.stringify(options)}'`}></script>`;

/** A page that only does what it calls: `analytics` is there before the library. */
export const manual = (key: string, settings: object = {}): string =>
  `<script>analytics = []; analytics._loadOptions = ${JSON.stringify(settings)}</script>${tag(key)}`;
