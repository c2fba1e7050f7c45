/** The six calls under both vendors' names, which pages without scripts may make with GET. */
const CALLS = ["t", "track", "p", "page", "i", "identify", "g", "group", "a", "alias", "s", "screen"];

/**
 * Every route that needs no sign-in, and why: a closed list. What is not in it and names no permission fails the access
 * matrix (test/access).
 */
export const PUBLIC_ROUTES: readonly { why: string; routes: readonly string[] }[] = [
  {
    why: "Tracking by GET: a write key says whose it is, and it only ever adds events.",
    routes: CALLS.flatMap((call) => [`GET /v1/${call}`, `GET /${call}`]),
  },
  {
    why: "Tracking by a picture, for mails and pages without scripts: a write key, too.",
    routes: ["GET /v1/pixel/:call", "GET /pixel/v1/:call"],
  },
  {
    why: "Settings documents and libraries that a site's pages load: they hold what the page may know.",
    routes: [
      "GET /v1/projects/:key/settings",
      "GET /sourceConfig",
      "GET /cluster-info",
      "GET /v1/:file{[^/]+\\.js}",
      "GET /analytics.js/v1/:file{[^/]+\\.js}",
      "GET /analytics.js/v1/:key/:file",
      "GET /analytics-next/bundles/:file",
      "OPTIONS /*",
    ],
  },
  {
    why: "Leaving a mailing needs no account (RFC 8058): the link is signed, and only shows and changes that one address.",
    routes: ["GET /unsubscribe", "POST /unsubscribe", "POST /unsubscribe/undo"],
  },
  {
    why: "A visitor's browser subscribes to push: a write key; the worker script is the same for everybody.",
    routes: ["GET /v1/push", "POST /v1/push", "GET /push-worker.js"],
  },
  { why: "Health, for whoever watches the deployment: up or not, nothing of what is in it.", routes: ["GET /health"] },
  {
    why: "The ways in: each takes something that only the right person has, and is counted.",
    routes: [
      "GET /api/session",
      "POST /api/session",
      "POST /api/session/code",
      "POST /api/session/by-code",
      "POST /api/session/passkey",
      "POST /api/session/by-passkey",
      "DELETE /api/session",
    ],
  },
  {
    why: "The dashboard's page, the same empty document for everybody: what it shows, it asks the API for.",
    routes: ["GET /*"],
  },
];
