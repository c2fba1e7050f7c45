import * as z from "zod";
import { Problem } from "#core/problem.ts";
import { Failure, Refused } from "./failure.ts";
import type { Place } from "./place.ts";

export interface Request {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
}

/** Asks the admin API, and reads what it answers by a schema. Throws Refused or Failure. */
export type Api = <S extends z.ZodType>(answer: S, path: string, request?: Request) => Promise<z.infer<S>>;

const Refusal = z.object({ message: z.string() });

export function apiAt({ url, token }: Place): Api {
  return async (schema, path, { method = "GET", body } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A POST that is redirected would arrive as a GET, and the token elsewhere.
      redirect: "manual",
    }).catch((cause: unknown) => {
      throw new Failure(`Nothing answers at ${url}. Start it, or look at HEADWATER_URL.`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw refusalOf(url, response, text);
    const read = schema.safeParse(jsonOrNull(text));
    if (read.success) return read.data;
    throw new Failure(`${url}${path} answers as no Headwater of this version does. Look at HEADWATER_URL.`, {
      cause: read.error,
    });
  };
}

function refusalOf(url: string, { status, headers }: Response, text: string): Failure {
  if (status === 401) return new Refused(status, `${url} does not know this token. Look at HEADWATER_TOKEN.`);
  if (status >= 300 && status < 400)
    return new Failure(`${url} redirects to ${headers.get("location") ?? "elsewhere"}. Set HEADWATER_URL to that.`);
  const refusal = Refusal.safeParse(jsonOrNull(text));
  if (!refusal.success) return new Refused(status, `${url} answered ${status}, and not as Headwater does.`);
  return new Refused(status, withoutPreamble(refusal.data.message));
}

/** Where a route says what it is that was not found, that alone: "nothing at this address" would mislead. */
function withoutPreamble(message: string): string {
  const preamble = `${new Problem("not_found").message} `;
  return message.startsWith(preamble) ? message.slice(preamble.length) : message;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Some proxy's page; whoever asked says that this is no answer of ours.
    return null;
  }
}
