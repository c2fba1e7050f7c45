import type { JsonObject } from "#core/json.ts";
import type { DeliveredEvent, RequestOptions } from "#destinations/contract.ts";
import type { About, AboutEntry } from "./about.ts";
import type { Failure } from "./runtime/failure.ts";

/** What the catalogue's own Worker does for the main one, by remote call: all of it plain data. */
export interface CatalogueService {
  /** What a list of all shows: the rest is fifty times as much. */
  entries(): Promise<AboutEntry[]>;
  about(slug: string): Promise<About | null>;
  /** Of each event in turn: null where it was taken, else how it failed. */
  deliver(slug: string, work: CatalogueWork, request: RemoteRequest): Promise<(Failure | null)[]>;
}

export interface CatalogueWork {
  action: string;
  settings: JsonObject;
  accessToken: string;
  events: readonly DeliveredEvent[];
  /** ms */
  now: number;
}

/** The delivery's request function as the other Worker calls it: what leaves leaves from the main one, guarded there. */
export type RemoteRequest = (url: string, options: RequestOptions) => Promise<RemoteAnswer>;

export type RemoteAnswer =
  | { status: number; headers: [name: string, value: string][]; text: string }
  | { failure: Failure };
