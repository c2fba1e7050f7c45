/** What a site calls: Segment's API. This file is the npm build's declarations, too, so it holds types only and imports none. */

export type Callback = (context: Context) => void;
export type Fields = Record<string, unknown>;

/** What a call resolves to, and its callback gets, once its event is kept for sending. */
export interface Context {
  /** The event as it will be sent; undefined where it was held back (opt-out, sampling, a middleware). */
  event: TrackingEvent | undefined;
}

/** An event on the wire: the Segment spec. */
export interface TrackingEvent {
  type: "track" | "page" | "screen" | "identify" | "group" | "alias";
  messageId: string;
  timestamp: string | Date;
  anonymousId: string;
  userId?: string | null;
  context: Fields;
  integrations: Fields;
  [field: string]: unknown;
}

/** Options of one call: named fields go onto the event, any other into its context. */
export interface Options {
  integrations?: Fields;
  anonymousId?: string;
  userId?: string;
  timestamp?: string | Date;
  messageId?: string;
  context?: Fields;
  [field: string]: unknown;
}

export interface Settings {
  /** Integrations of every event, as in Segment's load options. */
  integrations?: Fields;
  /** A page call at the start, at each new address of a single-page app, and on coming back by the browser's back button. */
  pageViews?: boolean;
  /** true: clicks, forms, fields, downloads and outbound links by themselves; "declared": only what says `data-track`. */
  autocapture?: boolean | "declared";
  /** Further files to load: "vitals", "frustration", "errors", "hints". */
  parts?: string[];
  /** The share of visitors who are measured, 0 to 1; a visitor is in or out for good. */
  sample?: number;
  /** Sends nothing for browsers that say Global Privacy Control. Otherwise events only carry that it was said. */
  respectGpc?: boolean;
  /** Consent by category, stamped on each event until `consent()` says otherwise. */
  consent?: Record<string, boolean>;
  /** false: `ajs_uid`, `ajs_event` and their kin in the address mean nothing. */
  useQueryString?: boolean;
}

/** Whose events these are, and where they go: `host` (or `cdnURL`, as Segment's library calls it) is the deployment's address. */
export interface Source {
  writeKey: string;
  host?: string;
  cdnURL?: string;
}

export interface User {
  id(id?: string | null): string | null;
  traits(traits?: Fields | null): Fields;
  /** A group has none. */
  anonymousId(id?: string | null): string | undefined;
}

type Elements = Element | ArrayLike<Element> | null;
type OfElement<Value> = Value | ((element: Element) => Value);

/** Calls `next` with the payload to let the event go on, changed or not; with null, or never, to hold it back. */
export type Middleware = (given: {
  payload: { obj: TrackingEvent };
  next: (payload: { obj: TrackingEvent } | null) => void;
}) => unknown;

export interface Analytics {
  readonly initialized: boolean;
  track(event: string, properties?: Fields | null, options?: Options | null, callback?: Callback): Promise<Context>;
  track(event: string, properties: Fields | null, callback: Callback): Promise<Context>;
  track(event: string, callback: Callback): Promise<Context>;
  track(event: { event: string; properties?: Fields }, options?: Options, callback?: Callback): Promise<Context>;
  page(
    category: string,
    name: string,
    properties?: Fields | null,
    options?: Options | null,
    callback?: Callback,
  ): Promise<Context>;
  page(category: string, name: string, callback: Callback): Promise<Context>;
  page(name?: string, properties?: Fields | null, options?: Options | null, callback?: Callback): Promise<Context>;
  page(name: string, callback: Callback): Promise<Context>;
  page(properties: Fields, options?: Options | null, callback?: Callback): Promise<Context>;
  page(callback: Callback): Promise<Context>;
  screen: Analytics["page"];
  identify(
    id: string | number | null | undefined,
    traits?: Fields | null,
    options?: Options | null,
    callback?: Callback,
  ): Promise<Context>;
  identify(id: string | number, callback: Callback): Promise<Context>;
  identify(traits: Fields, options?: Options | null, callback?: Callback): Promise<Context>;
  group(): User;
  group(
    id: string | number | null,
    traits?: Fields | null,
    options?: Options | null,
    callback?: Callback,
  ): Promise<Context>;
  group(traits: Fields, options?: Options | null, callback?: Callback): Promise<Context>;
  alias(
    to: string | number,
    from?: string | number | null,
    options?: Options | null,
    callback?: Callback,
  ): Promise<Context>;
  alias(to: string | number, callback: Callback): Promise<Context>;
  reset(): void;
  ready(callback?: () => void): Promise<void>;
  on(event: string, callback: (...args: unknown[]) => void): Analytics;
  once(event: string, callback: (...args: unknown[]) => void): Analytics;
  off(event: string, callback?: (...args: unknown[]) => void): Analytics;
  user(): User;
  setAnonymousId(id?: string | null): string | undefined;
  addSourceMiddleware(middleware: Middleware): Analytics;
  trackClick(links: Elements, event: OfElement<string>, properties?: OfElement<Fields>, options?: Options): Analytics;
  trackLink: Analytics["trackClick"];
  trackSubmit(forms: Elements, event: OfElement<string>, properties?: OfElement<Fields>, options?: Options): Analytics;
  trackForm: Analytics["trackSubmit"];
  /** Consent by category from now on, stamped on each event and remembered. */
  consent(categories: Record<string, boolean>): void;
  /** true: nothing is taken or sent any more in this browser, what waits is thrown away; false: again. */
  optOut(out?: boolean): void;
  /** Sends what waits now instead of in a moment. */
  flush(): Promise<void>;
}
