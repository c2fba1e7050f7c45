import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { Failure } from "../connections/failure.ts";

const ATTEMPTS = 5;
const LONGEST_WAIT_MS = 30_000;

/** What every answer of Cloudflare's API is wrapped in. */
const Envelope = z.looseObject({
  success: z.boolean(),
  errors: z.array(z.looseObject({ code: z.number().optional(), message: z.string() })).nullish(),
  result: z.unknown(),
});

/** Cloudflare said no, for good. */
export class CloudflareRefused extends Failure {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Request {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Cloudflare {
  /** Throws CloudflareRefused or Failure. */
  <S extends z.ZodType>(answer: S, path: string, request?: Request): Promise<z.infer<S>>;
}

export interface CloudflareAt {
  base: string;
  token: string;
  /** Milliseconds before the second attempt; doubled before each further one. */
  pauseMs: number;
}

/** The API as wrangler would find it. Throws Failure where no token is set. */
export function cloudflareOf(env: NodeJS.ProcessEnv): CloudflareAt {
  const token = env["CLOUDFLARE_API_TOKEN"];
  if (!token)
    throw new Failure("CLOUDFLARE_API_TOKEN is not set. docs/clients.md says what the token has to be allowed.");
  const base = env["CLOUDFLARE_API_BASE_URL"] ?? "https://api.cloudflare.com/client/v4";
  return { base, token, pauseMs: Number(env["HEADWATER_API_PAUSE_MS"] ?? 500) };
}

/**
 * Calls for one account. A call that was not taken (429), or of which nobody knows (5xx, no answer), is made again: all
 * that are made here mean the same the second time, but for those that create, which look before they do (`resources.ts`).
 */
export function cloudflareAt({ base, token, pauseMs }: CloudflareAt, account: string): Cloudflare {
  const once = async (path: string, { method = "GET", body, headers = {} }: Request): Promise<Response | null> => {
    try {
      return await fetch(`${base}/accounts/${account}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  };
  return async (schema, path, request = {}) => {
    const what = `${request.method ?? "GET"} ${path.replace(/\?.*/, "")}`;
    for (let attempt = 1; ; attempt += 1) {
      const response = await once(path, request);
      if (response !== null && response.status < 500 && response.status !== 429)
        return readAnswer(schema, what, response.status, await response.text());
      // Its outcome is not known: whoever creates looks whether it is there before trying again.
      const isUnknown = response?.status !== 429 && request.method === "POST";
      if (isUnknown || attempt === ATTEMPTS)
        throw new Unanswered(`Cloudflare does not answer ${what} (${response?.status ?? "no connection"}).`);
      await sleep(waitOf(response, pauseMs * 2 ** (attempt - 1)));
    }
  };
}

/** Nobody knows what became of a call. Doing it all again is safe. */
export class Unanswered extends Failure {}

function waitOf(response: Response | null, otherwiseMs: number): number {
  const seconds = Number(response?.headers.get("retry-after") ?? Number.NaN);
  return Math.min(Number.isFinite(seconds) ? seconds * 1_000 : otherwiseMs, LONGEST_WAIT_MS);
}

function readAnswer<S extends z.ZodType>(schema: S, what: string, status: number, text: string): z.infer<S> {
  const envelope = Envelope.safeParse(jsonOrNull(text)).data;
  if (status === 401 || status === 403)
    throw new CloudflareRefused(
      status,
      `Cloudflare does not let this token ${what}. docs/clients.md says what it needs.`,
    );
  if (status >= 400 || envelope?.success !== true) {
    const said = envelope?.errors?.map(({ code, message }) => `${message} (${code ?? "no code"})`).join("; ");
    throw new CloudflareRefused(status, `Cloudflare refused ${what} with ${status}: ${said || "it gave no reason"}`);
  }
  const read = schema.safeParse(envelope.result);
  if (read.success) return read.data;
  throw new Failure(`Cloudflare answered ${what} in a way that is not known here.`, { cause: read.error });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page: told as an answer that is not known.
    return null;
  }
}

/** The answer, or null where there is no such thing. */
export async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CloudflareRefused && error.status === 404) return null;
    throw error;
  }
}
