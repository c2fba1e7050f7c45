/**
 * Every error a client can see. The body is the one shape all client libraries accept (docs/wire.md):
 * segment python raises on an error body without `code` and `message`, ruby shows `error`.
 */
const PROBLEMS = {
  json_invalid: { status: 400, message: 'The body is not valid JSON. Send one event, or {"batch": [...]}.' },
  body_not_an_object: { status: 400, message: 'The body must be a JSON object: one event, or {"batch": [...]}.' },
  body_unreadable: {
    status: 400,
    message: "The body could not be inflated. Send plain JSON, or gzip with Content-Encoding: gzip.",
  },
  payload_too_large: {
    status: 400,
    message: "Exceed payload limit: 500 KB a batch, 32 KB an event. Send fewer events per request.",
  },
  write_key_missing: {
    status: 401,
    message: "No write key. Send it as the user of Basic authorization, or as writeKey in the body.",
  },
  write_key_unknown: {
    status: 401,
    message: "This write key belongs to no source. Copy it again from Sources; a rotated key stops after its overlap.",
  },
  import_needs_secret_key: {
    status: 403,
    message: "historicalMigration is for secret write keys: whoever can read a public one could hide events with it.",
  },
  source_disabled: { status: 403, message: "This source is switched off. Enable it under Sources." },
  rate_limited: { status: 429, message: "Too many requests. Wait as long as Retry-After says, then send again." },
  overloaded: { status: 503, message: "Nothing was taken. Send the same request again in a moment." },
  unauthorized: { status: 401, message: "Sign in, or send Authorization: Bearer <admin token>." },
  sign_in_elsewhere: { status: 403, message: "This deployment lets people in through Cloudflare Access only." },
  forbidden: { status: 403, message: "You are signed in, but may not do this. An owner can give you a role that may." },
  forbidden_origin: {
    status: 403,
    message: "A signed-in browser may only call this from the dashboard's own address.",
  },
  not_found: { status: 404, message: "There is nothing at this address. /api/openapi.json lists what there is." },
  request_invalid: { status: 400, message: "A field of the request can't be used." },
  person_unknown: { status: 404, message: "Nobody has this id. Write u:<userId> or a:<anonymousId>, or the bare id." },
  not_linked: {
    status: 409,
    message: "These two ids are not linked directly. GET /api/people/{id} shows how each id was joined.",
  },
  person_cap: {
    status: 409,
    message: "Together they would be one person of more than 100 user ids, which is nearly always a mistake.",
  },
  query_too_large: {
    status: 422,
    message: "The question looks at too many events. Ask a shorter range, or name fewer events.",
  },
  query_too_long: { status: 422, message: "The answer took too long. Ask a shorter range, or name fewer events." },
  query_cancelled: { status: 499, message: "The request was cancelled before the answer was ready." },
  query_unslotted: {
    status: 422,
    message:
      "One of the properties is kept only in whole events, and there are too many of them to open. Ask a shorter range.",
  },
  held: { status: 409, message: "A backup or a restore is under way. Ask again when it is done." },
  conflict: { status: 409, message: "This already exists." },
  upgrade_required: { status: 426, message: "Connect with a WebSocket (Upgrade: websocket)." },
  not_built: {
    status: 404,
    message: "The dashboard is not built. `npm run build` does that; `npm run dev` and `npm run deploy` do it, too.",
  },
  failed: { status: 500, message: "Something broke on our side; it has been logged. Try again." },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** Thrown where the client is at fault, or has to come back later; rendered once, in `core/http.ts`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  /** Whole seconds after which the request may be sent again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, options: { detail?: string; retryAfterSeconds?: number; cause?: unknown } = {}) {
    const { status, message } = PROBLEMS[code];
    super(options.detail ? `${message} ${options.detail}` : message, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined);
  }
}
