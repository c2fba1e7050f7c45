import type { EventJson } from "#core/event-json.ts";

/** Events with no longer pause between them. */
export interface Session {
  /** Newest first. */
  events: EventJson[];
  /** ISO 8601, of its first and its last event. */
  from: string;
  to: string;
}
export interface Day {
  name: string;
  sessions: Session[];
}

/** As long as sessions may pause (docs: a session ends after half an hour). */
const PAUSE_MS = 30 * 60_000;

/** Sessions of events that come newest first. */
export function sessionsOf(events: readonly EventJson[]): Session[] {
  const sessions: Session[] = [];
  for (const event of events) {
    const current = sessions.at(-1);
    if (current !== undefined && Date.parse(current.from) - Date.parse(event.timestamp) <= PAUSE_MS) {
      current.events.push(event);
      current.from = event.timestamp;
    } else sessions.push({ events: [event], from: event.timestamp, to: event.timestamp });
  }
  return sessions;
}

/** One after another without regard to pauses: what is left of a session by a filter is none. */
export const apart = (events: readonly EventJson[], dayOf: (iso: string) => string): Session[] =>
  [...Map.groupBy(events, ({ timestamp }) => dayOf(timestamp)).values()].map((ofDay) => ({
    events: ofDay,
    from: ofDay.at(-1)?.timestamp ?? "",
    to: ofDay[0]?.timestamp ?? "",
  }));

/** Sessions by the day they began on, newest first. */
export const daysOf = (sessions: readonly Session[], dayOf: (iso: string) => string): Day[] =>
  [...Map.groupBy(sessions, ({ from }) => dayOf(from))].map(([name, ofDay]) => ({ name, sessions: ofDay }));

/** Where a session was and on what, and where it came from; as far as its events say it. */
export function sessionSays({ events }: Session): string[] {
  const first = events.findLast(({ country, city }) => country !== null || city !== null);
  const device = events.findLast(({ browser, os }) => browser !== null || os !== null);
  const arrival = events.findLast(({ referringDomain, utmSource }) => referringDomain !== null || utmSource !== null);
  const place = [first?.city, first?.country].filter(Boolean).join(", ");
  const machine = [device?.browser, device?.os].filter(Boolean).join(" on ");
  const from = arrival?.utmSource ?? arrival?.referringDomain;
  const channel = arrival?.channel ?? null;
  return [place, machine, from ? `from ${from}${channel === null ? "" : ` (${channel})`}` : ""].filter(
    (part) => part !== "",
  );
}

const SHOWN = 3;
const MAX_TEXT = 40;
/** Properties that pages repeat from their address. */
const OF_PAGES = new Set(["url", "path", "title", "search", "referrer", "name"]);

/** What an event is about, in a line: of a page where it is, of others their first plain properties. */
export function eventSays(event: EventJson): string {
  if (event.type === "page" || event.type === "screen") return event.path ?? event.name ?? "";
  const from = event.type === "identify" || event.type === "group" ? event.traits : event.properties;
  return Object.entries(from)
    .filter(([key, value]) => !OF_PAGES.has(key) && value !== null && typeof value !== "object" && value !== "")
    .slice(0, SHOWN)
    .map(([key, value]) => `${key}: ${cut(String(value as string | number | boolean))}`)
    .join(" · ");
}

const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
