import type { Clock } from "#core/clock.ts";
import { reasonOf } from "#core/log.ts";
import type { OutgoingRequest } from "#core/outgoing.ts";
import { Disconnected } from "#destinations/contract.ts";
import { createMask } from "#destinations/mask.ts";
import { createRequest } from "#destinations/request.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";
import { type Fetch, isLocal } from "#house/network.ts";

/** Mail providers are slow at times, and a mail that is given up too early is a mail that nobody knows of. */
const TIMEOUT_MS = 30_000;

/** The destinations' way out, with answers in place of errors. */
export function outgoing(env: Env, clock: Clock, fetch: Fetch, secrets: readonly string[]): OutgoingRequest {
  const mask = createMask(secrets);
  const request = createRequest({
    fetch,
    reach: { local: isLocal(env), ownHosts: [] },
    mask,
    record: () => undefined,
    now: clock,
  });
  return async (url, options) => {
    try {
      const { status, headers, text } = await request(url, { ...options, anyStatus: true, timeoutMs: TIMEOUT_MS });
      return { kind: "answer", status, headers, text, retryAfterMs: retryAfterMs(headers, clock()) };
    } catch (error) {
      if (error instanceof Disconnected) return { kind: "refused", reason: error.message };
      return { kind: "none", reason: error instanceof Error ? mask(error.message) : reasonOf(error) };
    }
  };
}
