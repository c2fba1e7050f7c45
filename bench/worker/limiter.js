/**
 * The rate limiting binding, in memory and in the measured process, as a limit is looked up where the Worker runs on
 * Cloudflare too. It never refuses: a benchmark is meant to be over any limit.
 */
class Limiter {
  constructor({ period }) {
    this.periodMs = period * 1000;
    this.epoch = 0;
    this.counts = new Map();
  }

  async limit({ key }) {
    const epoch = Math.floor(Date.now() / this.periodMs);
    if (epoch !== this.epoch) this.counts.clear();
    this.epoch = epoch;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    return { success: true };
  }
}

export default (env) => new Limiter(env);
