import type { EventType } from "#core/event.ts";

/** Both vendors' names of the six calls: analytics-next posts to one-letter paths, plain HTTP users to the long ones. */
const SINGLE: Record<string, EventType> = {
  t: "track",
  track: "track",
  p: "page",
  page: "page",
  i: "identify",
  identify: "identify",
  g: "group",
  group: "group",
  a: "alias",
  alias: "alias",
  s: "screen",
  screen: "screen",
};

/** `b` is the browser's and the mobile libraries' batch, `import` ruby's, .NET's, Android's and Java's. */
const BATCH = new Set(["b", "batch", "import"]);

export type Endpoint =
  | { kind: "single"; type: EventType }
  /** `keepsDevice`: our own SDK's, which has the device's id kept in a cookie (`device-cookie.ts`). */
  | { kind: "batch"; keepsDevice?: true }
  /** The libraries' own metrics: taken and dropped. */
  | { kind: "metrics" };

/** Every call and what it means. */
const ENDPOINTS: readonly (readonly [call: string, endpoint: Endpoint])[] = [
  ...Object.entries(SINGLE).map(([call, type]) => [call, { kind: "single", type }] as const),
  ...[...BATCH].map((call) => [call, { kind: "batch" }] as const),
  ["k", { kind: "batch", keepsDevice: true }],
  ["m", { kind: "metrics" }],
];
const BY_CALL = new Map(ENDPOINTS);

/** Every canonical path that takes a POST: with and without `/v1`, Rudder's beacon, and our SDK in the place of Segment's. */
export const CALLS: ReadonlyMap<string, Endpoint> = new Map([
  ...ENDPOINTS.flatMap(([call, endpoint]) => [`/v1/${call}`, `/${call}`].map((path) => [path, endpoint] as const)),
  ["/beacon/v1/batch", { kind: "batch" }],
  ["/analytics.js/v1/k", { kind: "batch", keepsDevice: true }],
]);

/** What a path segment under `/v1` (or under no prefix, or the deployment's alias) means, or null. */
export function endpointOf(segment: string): Endpoint | null {
  return BY_CALL.get(segment) ?? null;
}

/** The path of an absolute URL, without parsing the rest of it: on every request's way. */
export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start === -1) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}

/**
 * The path that routes are matched on: no trailing or doubled slashes, and the deployment's alias is `/v1`.
 * Ingest paths must never redirect (ruby fails on one, php loops), so tolerance happens here.
 */
export function canonicalPath(pathname: string, alias: string): string {
  let path = pathname.includes("//") ? pathname.replace(/\/{2,}/g, "/") : pathname;
  if (path.length > 1 && path.endsWith("/")) path = path.slice(0, -1);
  if (alias !== "" && path.startsWith(alias) && (path.length === alias.length || path[alias.length] === "/")) {
    path = `/v1${path.slice(alias.length)}`;
  }
  return path;
}
