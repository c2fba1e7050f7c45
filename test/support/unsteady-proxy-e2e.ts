import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { gunzipSync } from "node:zlib";

/** What the proxy saw and answered, in order. */
export interface Passage {
  path: string;
  status: number;
  messageIds: string[];
  retryCount: string | undefined;
}

interface Sent {
  messageId: string;
}

/** How a request fails: refused before it reaches Headwater, or taken by Headwater with the answer lost on the way. */
export type Fault = { refuse: number; retryAfter?: string } | { loseAnswer: true };

/** Stands between a client and Headwater; the first POSTs meet the faults given, all later ones pass. */
export async function unsteadyProxy(target: string, faults: Fault[]) {
  const passages: Passage[] = [];
  const waiting = [...faults];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const isPost = request.method === "POST";
      const fault = isPost ? waiting.shift() : undefined;
      const note = (status: number) =>
        isPost &&
        passages.push({
          path: request.url ?? "",
          status,
          messageIds: messageIds(body, request.headers["content-encoding"]),
          retryCount: request.headers["x-retry-count"]?.toString(),
        });
      if (fault && "refuse" in fault) {
        note(fault.refuse);
        response.writeHead(fault.refuse, {
          "access-control-allow-origin": request.headers.origin ?? "*",
          ...(fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }),
        });
        response.end("{}");
        return;
      }
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === "string" && !["host", "connection", "content-length", "transfer-encoding"].includes(name))
          headers.set(name, value);
      }
      const answer = await fetch(new URL(request.url ?? "/", target), {
        method: request.method ?? "GET",
        headers,
        ...(isPost ? { body } : {}),
      });
      note(fault ? 0 : answer.status);
      if (fault) {
        request.socket.destroy();
        return;
      }
      // fetch has inflated the body already, so its length and encoding are no longer true.
      const told = [...answer.headers].filter(([name]) => name !== "content-encoding" && name !== "content-length");
      response.writeHead(answer.status, Object.fromEntries(told));
      response.end(await answer.text());
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    passages,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function messageIds(body: Buffer, encoding: string | undefined): string[] {
  if (body.length === 0) return [];
  const sent = JSON.parse((encoding === "gzip" ? gunzipSync(body) : body).toString()) as { batch?: Sent[] } & Sent;
  return (sent.batch ?? [sent]).map(({ messageId }) => messageId);
}
