import type * as z from "zod";
import type { Filter } from "#core/filter.ts";
import type { Json, JsonObject } from "#core/json.ts";

/** What a destination is: one value in one file under catalogue/, and one line in catalogue.ts. Nothing else knows it. */
export interface Destination<Settings extends z.ZodObject = z.ZodObject> {
  /** In addresses and in the database: kebab-case, never changed. */
  slug: string;
  name: string;
  /** One sentence for people who never read code. */
  description: string;
  categories: readonly Category[];
  /** Where its makers say how to get what the settings ask for. */
  documentation: string;
  /**
   * The form: each field with `.meta({ title, description, secret? })`. What is `secret: true` is sealed in the database and
   * never leaves it but to the destination.
   */
  settings: Settings;
  /** What can be done there, by name; most have one. */
  actions: Readonly<Record<string, Action>>;
  /** What is switched on with the switch. */
  presets: readonly Preset[];
  /**
   * Delivers events of one action, in order. Returns nothing where all were taken, or for each event null or the error that
   * is its own; throws one of the errors below where that holds for all. Whatever else it throws counts as Unavailable. Where
   * it throws Rejected for several, it is called again with halves of them until the events at fault are alone.
   */
  deliver(delivery: Delivery<z.infer<Settings>>): Promise<void | readonly (DeliveryError | null)[]>;
}

export const CATEGORIES = [
  "Advertising",
  "Analytics",
  "CRM",
  "Customer engagement",
  "Data",
  "E-mail",
  "Feature flags",
  "Messaging",
  "Support",
  "Webhooks",
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Action {
  title: string;
  description: string;
  /** The mapping it comes with, in the directives of Segment's mapping-kit; `{"@path": "$."}` is the event as it is. */
  mapping: Json;
  /**
   * Events and bytes (JSON) of one call of `deliver` at most; 1 where a request carries one. `waitMs` is how long events may
   * be held to fill it, where each call costs or leaves a file; not held where it is missing.
   */
  batch: { events: number; bytes: number; waitMs?: number };
}

/** Which events an action gets, as it is when nobody has changed it. */
export interface Preset {
  name: string;
  action: string;
  /** In the filter language of the live feed; `$type` and `$event` are the call and its name. Null: every event. */
  filter: Filter | null;
  /** In place of the action's own. */
  mapping?: Json;
}

export interface Delivery<Settings> {
  settings: Settings;
  action: string;
  events: readonly DeliveredEvent[];
  request: DestinationRequest;
  /** ms */
  now: number;
}

export interface DeliveredEvent {
  /** The same at every attempt, and for nothing else: an idempotency key. */
  id: string;
  /** The event in the Segment spec's JSON. */
  event: JsonObject;
  /** What the mapping made of it. */
  payload: JsonObject;
}

/**
 * The only way out. Refuses private addresses and anything but http(s), follows no redirects, says who we are, keeps a
 * sample with secrets masked. Throws for a status of 400 and more: 401 and 403 Disconnected, 429 RateLimited, 408 and 5xx
 * and no answer Unavailable, else Rejected; with `anyStatus` it gives those answers, too.
 */
export type DestinationRequest = (url: string, options?: RequestOptions) => Promise<DestinationResponse>;

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: Json;
  body?: string | Uint8Array<ArrayBuffer>;
  /** 10,000 where none is given. */
  timeoutMs?: number;
  anyStatus?: boolean;
}

export interface DestinationResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The text as JSON; throws Unavailable where it is none: whatever answered was not who we asked. */
  json(): Json;
}

/** How a delivery failed, and so what becomes of it. */
export abstract class DeliveryError extends Error {
  abstract readonly outcome: "rejected" | "disconnected" | "rate_limited" | "unavailable" | "not_reached";
}
/** This event will never be taken: to the dead letters, with the reason. */
export class Rejected extends DeliveryError {
  readonly outcome = "rejected";
}
/** The credentials don't hold: the connection waits for a person, its events with it. */
export class Disconnected extends DeliveryError {
  readonly outcome = "disconnected";
}
/** Too much at once: again after so many ms, where the destination said how many. */
export class RateLimited extends DeliveryError {
  readonly outcome = "rate_limited";
  readonly retryAfterMs: number | null;
  constructor(message: string, retryAfterMs: number | null, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
/** It may work later. */
export class Unavailable extends DeliveryError {
  readonly outcome = "unavailable";
}

/** Nobody was asked yet, since a delivery may make only so many calls: it is next. */
export class NotReached extends DeliveryError {
  readonly outcome = "not_reached";
  constructor() {
    super("One delivery may make no more calls.");
  }
}
/** Calls of one delivery: what came of them is written down then, so a death repeats no more than these. */
export const MAX_CALLS = 40;

/** Gives a destination its type: the settings that `deliver` gets are those of its own form. */
export const defineDestination = <Settings extends z.ZodObject>(destination: Destination<Settings>) => destination;
