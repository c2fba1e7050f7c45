/** Between two sends there is at least this long, so that a fast stream goes out in few messages. */
const MIN_INTERVAL_MS = 25;
const MAX_INTERVAL_MS = 250;
/** A send costs about 20 µs a socket; this keeps it to about a tenth of the object's one thread. */
const INTERVAL_MS_A_SOCKET = 0.2;

/** ms until what is waiting should go out: 0 after quiet, so a single event is never held up. */
export function sendDelay(lastSentAt: number, sockets: number, now: number): number {
  const interval = Math.min(MAX_INTERVAL_MS, MIN_INTERVAL_MS + sockets * INTERVAL_MS_A_SOCKET);
  return Math.min(interval, Math.max(0, lastSentAt + interval - now));
}
