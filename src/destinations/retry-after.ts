/**
 * Milliseconds a destination asks us to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3), else
 * X-RateLimit-Reset or RateLimit-Reset, in seconds from now or since 1970. Null where it doesn't say.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const after = headers.get("retry-after")?.trim();
  if (after !== undefined && after !== "") {
    if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1_000;
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const reset = headers.get("ratelimit-reset") ?? headers.get("x-ratelimit-reset");
  if (reset === null || !/^\d+(\.\d+)?$/.test(reset.trim())) return null;
  const seconds = Number(reset);
  // Nobody asks for thirty years: it is a moment.
  return seconds > 1_000_000_000 ? Math.max(0, seconds * 1_000 - now) : seconds * 1_000;
}
