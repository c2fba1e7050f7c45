import * as z from "zod";
import { type Caller, passOf } from "#core/access.ts";

/** What somebody was let in with, and when that ends by itself (ms; null: never). */
export const Pass = z.object({ pass: z.string(), until: z.number().nullable() });
export type Pass = z.infer<typeof Pass>;

const HEADER = "x-headwater-pass";

/** The request with who asks, for the feed object. Whatever a client wrote into that header is gone. */
export function withPass(request: Request, caller: Caller): Request {
  const passed = new Request(request);
  passed.headers.set(HEADER, JSON.stringify({ pass: passOf(caller), until: caller.expiresAt } satisfies Pass));
  return passed;
}

/** Throws where a request did not come through `withPass`. */
export const passIn = (headers: Headers): Pass => Pass.parse(JSON.parse(headers.get(HEADER) ?? "null"));
