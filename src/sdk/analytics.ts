import type { Analytics, Context, Middleware, Settings, TrackingEvent } from "#sdk/api.ts";
import { understood } from "#sdk/arguments.ts";
import { eventOf } from "#sdk/event.ts";
import { anonymousId, group, user } from "#sdk/identity.ts";
import { type Noted, pageContext } from "#sdk/page-context.ts";
import { createQueue } from "#sdk/queue.ts";
import { keep, recall } from "#sdk/storage.ts";

type Hear = (...args: unknown[]) => void;
type Payload = { obj: TrackingEvent };
type Listener = [name: string, hear: Hear, isOnce?: boolean];

/** Has a method of the part called, which is fetched for that. */
export type Later = (method?: string, args?: unknown[]) => void;

const OUT = "hw_out";

/** Segment's API over one queue; `url` takes the events. */
export function createAnalytics(url: string, writeKey: string, settings: Settings, later: Later): Analytics {
  const listeners = new Set<Listener>();
  const middlewares: Middleware[] = [];
  const isOff = (): unknown =>
    recall(OUT) ??
    ((settings.respectGpc && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) ||
      // The same visitors each time: ids are random, so their first digits are as good as a throw. False without a share.
      parseInt(anonymousId().slice(0, 4), 16) > 65535 * (settings.sample as number));

  const add = createQueue(url, writeKey, isOff);
  function emit(name: string, ...args: unknown[]): void {
    for (const listener of listeners)
      if (listener[0] === name) {
        if (listener[2]) listeners.delete(listener);
        listener[1](...args);
      }
  }

  async function call(type: TrackingEvent["type"], args: unknown[]): Promise<Context> {
    const page = pageContext((args.at(-1) as Noted | undefined)?.__t && (args.pop() as Noted));
    const [positional, options, callback] = understood(type, args);
    let payload = isOff() ? null : { obj: eventOf(type, positional, options, page, settings) };
    for (const middleware of middlewares)
      payload = payload && (await new Promise((next) => void middleware({ payload: payload as Payload, next })));
    const event = payload?.obj;
    if (event) add(event);
    emit(type, ...positional, options);
    callback?.({ event });
    return { event };
  }

  const on = (...listener: Listener): unknown => {
    listeners.add(listener);
    return api;
  };
  const api: Record<string, unknown> = {
    initialized: true,
    user: () => user,
    setAnonymousId: anonymousId,
    group: (...args: unknown[]) => (args.length ? call("group", args) : group),
    reset() {
      for (const { id, traits } of [user, group]) {
        id(null);
        traits(null);
      }
      anonymousId(null);
      emit("reset");
    },
    ready: async (callback?: () => void) => callback?.(),
    on,
    once: (name: string, hear: Hear) => on(name, hear, true),
    off(name: string, hear: Hear) {
      for (const listener of listeners) if (listener[0] === name && listener[1] === hear) listeners.delete(listener);
      return api;
    },
    addSourceMiddleware(middleware: Middleware) {
      middlewares.push(middleware);
      return api;
    },
    consent: (categories: object) => keep("hw_consent", categories),
    optOut: (out = true) => keep(OUT, out || null),
  };
  for (const type of "track,page,screen,identify,alias".split(",") as TrackingEvent["type"][])
    api[type] = (...args: unknown[]) => call(type, args);
  // Rarely called, or of no use here: the part knows what to do. Calls of it wait until it is there.
  for (const name of "trackClick,trackLink,trackSubmit,trackForm,debug,register,addIntegrationMiddleware,addDestinationMiddleware".split(
    ",",
  ))
    api[name] = (...args: unknown[]) => {
      later(name, args);
      return api;
    };
  return api as unknown as Analytics;
}
