/** Chromium keeps a preflight for at most 7,200 s; a cached one decides whether the last batch before unload arrives. */
const PREFLIGHT_SECONDS = "7200";

const EXPOSED = "Retry-After, X-RateLimit-Reset";

/** The headers of an answer that the page of this origin may read; made at once, which is cheaper than adding one by one. */
export const corsHeaders = (origin: string): Record<string, string> => ({
  "access-control-allow-origin": origin,
  "access-control-allow-credentials": "true",
  "access-control-expose-headers": EXPOSED,
  vary: "Origin",
});

/**
 * CORS as browsers and both vendors' libraries need it (docs/wire.md): the origin echoed because sendBeacon always
 * sends credentials, Retry-After exposed because it is unreadable otherwise. On every answer, errors included.
 */
export function withCors(request: Request, response: Response): Response {
  const origin = request.headers.get("origin");
  if (origin === null) return response;
  const { headers } = response;
  for (const [name, value] of Object.entries(corsHeaders(origin))) {
    if (name === "vary") headers.append(name, value);
    else headers.set(name, value);
  }
  return response;
}

/** The answer to a preflight: what is asked for is allowed, since users of the libraries may add any header. */
export function preflight(request: Request): Response {
  const headers = new Headers({
    "access-control-allow-origin": request.headers.get("origin") ?? "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers":
      request.headers.get("access-control-request-headers") ?? "authorization, content-type",
    "access-control-max-age": PREFLIGHT_SECONDS,
    vary: "Origin, Access-Control-Request-Headers",
  });
  if (request.headers.has("origin")) headers.set("access-control-allow-credentials", "true");
  return new Response(null, { status: 204, headers });
}
