import { ApiProblem, call } from "#dashboard/api/client.ts";
import type { MapDot } from "#dashboard/charts/map.tsx";
import { eventsSearch, type LiveChoice, socketFilter } from "#dashboard/screens/live/live-filter.ts";
import { type LinkState, type LiveSocket, openLiveSocket } from "#dashboard/screens/live/live-socket.ts";
import type { EventJson, LiveMessage, LiveRow, PeopleNow, Rate } from "#dashboard/screens/live/messages.ts";
import { createMinutes, type MinuteCounts, MINUTES } from "#dashboard/screens/live/minutes.ts";
import { createPlaces } from "#dashboard/screens/live/places.ts";
import { createRows } from "#dashboard/screens/live/rows.ts";

/** What there is to be drawn. A new object, and new lists in it, where something changed. */
export interface FeedView {
  link: LinkState;
  /** The first events are here, or it is known that there are none. */
  isReady: boolean;
  rows: readonly LiveRow[];
  /** Events that came while the list stood still. */
  waiting: number;
  people: PeopleNow | null;
  minutes: MinuteCounts;
  dots: readonly MapDot[];
  rate: Rate | null;
  /** Events missed while away; null: nobody knows how many; undefined: none. */
  missed: number | null | undefined;
  /** Events since the screen was opened that weren't replayed. */
  fresh: number;
}

/** At most four times a second: more can't be read, and drawing costs. */
const PAINT_EVERY_MS = 250;
/** Where nothing comes, dots fade and minutes pass all the same. */
const IDLE_PAINT_MS = 2_000;
/** After which nothing is taken for none, ms. */
const NONE_AFTER_MS = 400;
const PAGE = 1_000;

/** A plain call tells whether somebody is still signed in; if not, the sign-in comes by itself. */
async function askWhoIsSignedIn(): Promise<void> {
  try {
    await call("/api/sources");
  } catch (error) {
    // That the server is out of reach is what the badge says already.
    if (!(error instanceof ApiProblem)) throw error;
  }
}

/** The live feed of a choice: keeps the socket, gathers what it says, and tells when there is something to draw. */
export function openFeed(first: LiveChoice) {
  let choice = first;
  let cursor = "";
  let isHeld = false;
  /** Filters asked for and not in force yet: what comes meanwhile is not theirs. */
  let unanswered = 0;
  let isComingBack = false;
  let painted = 0;
  let paint: ReturnType<typeof setTimeout> | undefined;
  let none: ReturnType<typeof setTimeout> | undefined;
  let reading = new AbortController();
  const rows = createRows();
  const minutes = createMinutes();
  const places = createPlaces();
  const listeners = new Set<() => void>();
  const questions = new Map<string, (event: EventJson | null) => void>();
  let view: FeedView = {
    link: { is: "connecting" },
    isReady: false,
    rows: [],
    waiting: 0,
    people: null,
    minutes: Array.from({ length: MINUTES }, () => null),
    dots: [],
    rate: null,
    missed: undefined,
    fresh: 0,
  };
  let socket: LiveSocket | null = null;

  function draw(): void {
    clearTimeout(paint);
    painted = performance.now();
    if (!isHeld || rows.shown().length === 0) rows.show();
    const now = Date.now();
    view = {
      ...view,
      rows: rows.shown(),
      waiting: rows.waiting(),
      minutes: minutes.counts(now),
      dots: places.dots(now),
    };
    for (const listener of listeners) listener();
    if (cursor !== "") socket?.say({ type: "ack", cursor });
    paint = setTimeout(draw, IDLE_PAINT_MS);
  }
  function drawSoon(change: Partial<FeedView> = {}): void {
    view = { ...view, ...change };
    clearTimeout(paint);
    paint = setTimeout(draw, Math.max(0, painted + PAINT_EVERY_MS - performance.now()));
  }
  function expectRows(): void {
    clearTimeout(none);
    none = setTimeout(() => drawSoon({ isReady: true }), NONE_AFTER_MS);
  }

  function heard(message: LiveMessage): void {
    switch (message.type) {
      case "hello":
        cursor ||= message.cursor;
        expectRows();
        return drawSoon({ people: message.people });
      case "events": {
        cursor = message.cursor;
        if (unanswered > 0) return;
        const now = Date.now();
        const fresh = rows.add(message.events);
        for (const row of fresh) {
          minutes.note(row);
          places.note(row, now);
        }
        const isNew = message.replay !== true;
        return drawSoon({ isReady: true, fresh: view.fresh + (isNew ? fresh.length : 0) });
      }
      case "filter":
        cursor = message.cursor;
        unanswered = Math.max(0, unanswered - 1);
        return expectRows();
      case "people":
        return drawSoon({ people: { last5: message.last5, last30: message.last30 } });
      case "rate":
        return drawSoon({ rate: message.sampled ? message : null });
      case "gap":
        // Who only just came has missed nothing.
        return isComingBack ? drawSoon({ missed: message.missed }) : undefined;
      case "payload":
        questions.get(message.messageId)?.(message.event);
        questions.delete(message.messageId);
        return;
      case "paused":
      case "error":
        return;
      default:
        // Newer servers say more.
        message satisfies never;
    }
  }

  /** The minutes before this screen was opened, from what is stored: the newest thousand events of them. */
  async function readMinutes(): Promise<void> {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    const search = eventsSearch(choice);
    const from = Date.now() - MINUTES * 60_000;
    search.set("from", new Date(from).toISOString());
    search.set("limit", String(PAGE));
    try {
      const { events } = await call<{ events: EventJson[] }>(`/api/events?${search}`, { signal });
      for (const event of events) minutes.note({ ...event, time: event.timestamp });
      const oldest = events.at(-1);
      // Of the oldest minute of the half hour only the end is looked at; that is how far back it goes.
      minutes.know(oldest && events.length === PAGE ? Date.parse(oldest.timestamp) : from - 60_000);
      drawSoon();
    } catch (error) {
      // Bars that begin with now are better than a screen that doesn't come; the badge tells of the network.
      if (!signal.aborted) console.warn("the last 30 minutes could not be read", error);
    }
  }

  const address = () => {
    const filter = encodeURIComponent(JSON.stringify(socketFilter(choice)));
    if (unanswered > 0) cursor = "";
    unanswered = 0;
    isComingBack = cursor !== "";
    return `${location.origin.replace(/^http/, "ws")}/api/live?filter=${filter}&cursor=${encodeURIComponent(cursor)}`;
  };

  function start(): void {
    socket = openLiveSocket(
      address,
      heard,
      (link) => drawSoon({ link }),
      () => void askWhoIsSignedIn(),
    );
    void readMinutes();
  }

  return {
    start,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    view: () => view,
    choose(next: LiveChoice): void {
      if (JSON.stringify(next) === JSON.stringify(choice)) return;
      choice = next;
      rows.clear();
      minutes.clear();
      places.clear();
      drawSoon({ isReady: false });
      if (view.link.is === "open") {
        unanswered += 1;
        socket?.say({ type: "filter", filter: socketFilter(choice), replay: true });
      } else cursor = "";
      void readMinutes();
    },
    /** While held, the list stands still. */
    hold(next: boolean): void {
      if (isHeld === next) return;
      isHeld = next;
      if (!isHeld) drawSoon();
    },
    /** Shows what waits, now, held or not. */
    showWaiting(): void {
      rows.show();
      draw();
    },
    /** A whole event; null where the feed has it no more. */
    ask: (messageId: string, source: number): Promise<EventJson | null> =>
      new Promise((resolve) => {
        if (view.link.is !== "open") return resolve(null);
        questions.set(messageId, resolve);
        socket?.say({ type: "payload", messageId, source });
        setTimeout(() => resolve(null), 3_000);
      }),
    retryNow: () => socket?.retryNow(),
    forgetGap: () => drawSoon({ missed: undefined }),
    close(): void {
      clearTimeout(paint);
      clearTimeout(none);
      reading.abort();
      socket?.close();
      socket = null;
    },
  };
}
export type Feed = ReturnType<typeof openFeed>;
