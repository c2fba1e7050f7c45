import { once } from "node:events";
import { createServer } from "node:http";

/** A customer's site on an origin of its own, so that every request to Headwater crosses origins. */
export async function startSite(pages: Record<string, string>) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    const page = pages[pathname];
    const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(page === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` });
    response.end(page ?? "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page of that site; `data:,` for its icon, or the browser asks for one and reports that there is none. */
export const html = (title: string, head: string, body = ""): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
