import { Problem } from "#core/problem.ts";

/** Pages of the dashboard; the last parts of their addresses are the dashboard's own (src/dashboard/app.tsx). */
const SCREENS =
  /^\/(?:|(?:live|segmentation|funnels|retention|people|audiences|automations|mail|sources|plan|destinations|debugger|status|settings)(?:\/.*)?)$/;

/** Is this address one of the dashboard's pages? */
export const isDashboardPage = (path: string): boolean => SCREENS.test(path);

/**
 * The dashboard's page: the same document for every screen, with a nonce of its own each time. Its scripts and styles are
 * static assets. Mantine puts some of its styles into the page, so those need the nonce; scripts are files and need none.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export async function dashboardPage(assets: Fetcher, url: string): Promise<Response> {
  const page = await assets.fetch(new URL("/", url));
  if (!page.ok) throw new Problem("not_built");
  const nonce = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  const withNonce = new HTMLRewriter()
    .on('meta[name="csp-nonce"]', { element: (meta) => void meta.setAttribute("content", nonce) })
    .transform(page);
  const headers = new Headers({
    "content-type": "text/html; charset=utf-8",
    // The nonce is of one answer, so the page is never kept; it is under a kilobyte.
    "cache-control": "no-store",
    "content-security-policy": policyWith(nonce),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  });
  return new Response(withNonce.body, { headers });
}

const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
