/**
 * Asks a rate limiter about every tenth request of a key, and so at a tenth of the cost: each answer stands for ten
 * requests, so the limiter is configured with a tenth of the limit that is meant. A key that was refused stays refused for
 * a second without asking again. The platform's limiter is permissive and counts by location anyway, it is no accounting:
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export const REQUESTS_PER_ASK = 10;
const REFUSED_FOR_MS = 1_000;
/** Keys remembered; addresses come and go. */
const MAX_KEYS = 10_000;

export function createRateGate() {
  const keys = new Map<string, { count: number; refusedUntil: number }>();
  return {
    /** False where this key has used up its rate. `now` is ms. */
    async mayPass(limiter: RateLimit, key: string, now: number): Promise<boolean> {
      let state = keys.get(key);
      if (!state) {
        if (keys.size >= MAX_KEYS) keys.clear();
        keys.set(key, (state = { count: 0, refusedUntil: 0 }));
      }
      if (now < state.refusedUntil) return false;
      state.count += 1;
      if (state.count % REQUESTS_PER_ASK !== 0) return true;
      const { success } = await limiter.limit({ key });
      if (!success) state.refusedUntil = now + REFUSED_FOR_MS;
      return success;
    },
  };
}
