import type { TrackingEvent } from "#sdk/api.ts";
import { anonymousId, fresh } from "#sdk/identity.ts";
import { drop, keep, named, read, write } from "#sdk/storage.ts";

/** Characters. At most 60 kB, and the browser lets 64 outlive a page. */
const MAX_BATCH = 2e4;
/** Waits for what is said in one breath. */
const GATHER_MS = 300;
/** The server knows a messageId for 24 hours; what may have reached it is not sent again after 23, in ms. */
const UNKNOWN_AFTER_MS = 828e5;

/**
 * Events on their way to `url`. Each is an entry of its own in localStorage, named by its time, so tabs add and remove
 * without reading what another writes, and a tab that is killed leaves its events to the next. One tab sends at a time,
 * where the browser has locks; where not, the server knows what it has.
 */
export function createQueue(url: string, writeKey: string, isOff: () => unknown) {
  const prefix = `hw.${writeKey}.`;
  let count = 0;
  let failures = 0;
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of this tab, and not tried yet. */
  const untried = new Set<string>();

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(ms, notBefore - Date.now()));
  };

  /** The next request's worth of these entries, less what another tab has removed meanwhile. */
  function batch(keys: string[]): [taken: string[], body: string] {
    let size = 0;
    const taken = keys.filter((key, index) => (size += `${read(key)}`.length) < MAX_BATCH || !index);
    for (const key of taken) untried.delete(key);
    // For all of them at once, and not before: the browser's first answer takes as long as the whole SDK.
    const context = { timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    const head = JSON.stringify({ context, writeKey, sentAt: new Date(), anonymousId: anonymousId(), fresh }).slice(
      0,
      -1,
    );
    return [taken, `${head},"batch":[${taken.map(read).filter(Boolean).join()}]}`];
  }

  /** Sends all there is, a request after the other; `lock` is null where another tab is at it. */
  async function drain(lock: unknown): Promise<void> {
    if (!lock) return schedule(1e3);
    const keys = named(prefix);
    if (!keys[0]) return;
    const [taken, body] = batch(keys);
    const keepalive = body.length < 21e3;
    const response = await fetch(url, { method: "POST", body, keepalive, credentials: "include" }).catch(
      () => undefined,
    );
    if (!response || /429|5../.test(response.status as unknown as string)) {
      const askedMs = Number(response?.headers.get("retry-after")) * 1e3 || 0;
      notBefore = Date.now() + Math.max(askedMs, (1 + Math.random()) * (500 << Math.min(failures++, 7)));
      return schedule(0);
    }
    // A refusal is final: sent again it would be refused again.
    failures = 0;
    taken.forEach(drop);
    // The server tells a device that had lost its id (docs/sdk.md).
    const id = response.ok && ((await response.json()) as { id?: string }).id;
    if (id && fresh === anonymousId()) anonymousId(id);
    return drain(lock);
  }

  function flush(): void {
    for (const key of named(prefix))
      if (isOff() || (read(key)?.[0] === " " && parseInt(key.slice(prefix.length)) < Date.now() - UNKNOWN_AFTER_MS))
        drop(key);
    const { locks } = navigator as { locks?: LockManager };
    void (locks?.request(prefix, { ifAvailable: true }, drain) ?? drain(true));
  }

  /** The page may be gone in a moment: what is untried goes without waiting for an answer, and stays kept with a space before it. */
  function leave(): void {
    while (untried.size) {
      const [taken, body] = batch([...untried]);
      // Offline it would say yes, too.
      if (navigator.onLine && navigator.sendBeacon(url, body)) for (const key of taken) write(key, ` ${read(key)}`);
    }
  }

  addEventListener("pagehide", leave);
  addEventListener("visibilitychange", leave);
  addEventListener("online", () => schedule((notBefore = 0)));
  // What an earlier page left.
  schedule(GATHER_MS);
  return (event: TrackingEvent): void => {
    const key = `${prefix}${Date.now()}.${1e6 + count++}${event.messageId}`;
    keep(key, event);
    untried.add(key);
    schedule(count % 20 && GATHER_MS);
  };
}
