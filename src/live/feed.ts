import { DurableObject } from "cloudflare:workers";
import { SECOND_MS, systemClock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { problemResponse } from "#core/http.ts";
import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import { createAudience } from "#live/audience.ts";
import { connectionOf } from "#live/connection.ts";
import { converse } from "#live/converse.ts";
import { openFeedStore } from "#live/feed-store.ts";
import { naming, openForgotten } from "#live/forgotten.ts";
import { createGroupCommit } from "#live/group-commit.ts";
import { sendDelay } from "#live/pace.ts";
import { createPeopleNews } from "#live/people-news.ts";
import { PROTOCOL, SUBPROTOCOL } from "#live/protocol.ts";
import { passIn } from "#live/pass.ts";
import type { Doorkeeper, FeedSources } from "#live/sources.ts";
import { openTimeline } from "#live/timeline.ts";
import { createVigil, type Harvest, RENEW_EVERY_MS, type StoredRange } from "#live/vigil.ts";

/** Events read from the store for those who come first after nobody watched; for one with a cursor it may be more. */
const SEED_EVENTS = 1_000;
const RESUME_EVENTS = 5_000;
/** One thread serves them all; far beyond this a second feed would be the answer. */
const MAX_SOCKETS = 2_000;
const TICK_MS = SECOND_MS;
const RETRY_MS = 5 * SECOND_MS;

/**
 * The live feed: one object that takes events as they come and shows them to everybody who watches. What the house around
 * it has to offer comes in as `sourcesOf`, so that this stage knows no other.
 */
export function liveFeed<E>(sourcesOf: (env: E) => FeedSources & Doorkeeper) {
  return class extends DurableObject<E> {
    readonly #clock = systemClock;
    readonly #sources = sourcesOf(this.env);
    readonly #store = openFeedStore(this.ctx.storage);
    readonly #forgotten = openForgotten(this.ctx.storage);
    readonly #timeline = openTimeline(this.#store);
    readonly #audience = createAudience(this.ctx, this.#store, this.#timeline, this.#clock);
    readonly #people = createPeopleNews(this.#sources, this.#clock, this.#forgotten.has);
    readonly #vigil = createVigil(this.#sources, this.#clock, this.#store.seededThrough(), (harvest) =>
      this.#takeOver(harvest),
    );
    /** Events waiting for the next send; they are written down in the same step in which they are sent. */
    readonly #incoming = createGroupCommit<TrackedEvent>(
      () => sendDelay(this.#sentAt, this.#audience.size(), this.#clock()),
      (events) => this.#show(events),
    );
    #sentAt = 0;
    #nextTick: ReturnType<typeof setTimeout> | null = null;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
      for (const socket of ctx.getWebSockets())
        if (socket.readyState === WebSocket.OPEN) this.#audience.restore(socket);
      if (this.#audience.size() > 0) ctx.waitUntil(this.#people.ready());
    }

    /**
     * Shows events, each once however often it is published. Resolves when they are in the feed's storage and on their
     * way; rejects when they are not. `stored` says that these are all the events of a range of the store, so that a call
     * that got lost is noticed.
     */
    async publish(events: TrackedEvent[], stored?: StoredRange): Promise<{ watchers: number }> {
      const unknown = this.#timeline.unknown(events);
      if (unknown.length > 0) await this.#incoming.add(unknown);
      const watchers = this.#audience.size();
      if (stored && this.#vigil.missesBefore(stored) && watchers > 0) this.ctx.waitUntil(this.#renew(RESUME_EVENTS));
      return { watchers };
    }

    /**
     * Removes what is kept of these people (`suppressionHash` of each uid) and drops what comes of them later. Says how
     * many kept events that were. Rejects when the storage fails; the part that is done by then is right, and asking again
     * does the rest.
     */
    async forget(hashes: string[]): Promise<{ events: number }> {
      // First, so that nothing more is shown of them, whatever becomes of the rest.
      this.#forgotten.add(hashes);
      this.#incoming.remove(naming(hashes));
      this.#people.forget();
      // After an eviction the counts are only just being read.
      if (this.#audience.size() > 0) this.ctx.waitUntil(this.#people.ready().then(() => this.#tickSoon()));
      return { events: this.#timeline.remove(naming(hashes)) };
    }

    /** Shows again what comes of these people. */
    async unforget(hashes: string[]): Promise<void> {
      this.#forgotten.delete(hashes);
    }

    /** Upgrades GET /api/live to a WebSocket (docs/live.md). */
    override async fetch(request: Request): Promise<Response> {
      try {
        if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") throw new Problem("upgrade_required");
        const connection = connectionOf(new URL(request.url).searchParams);
        const pass = passIn(request.headers);
        if (this.#audience.size() >= MAX_SOCKETS) throw new Problem("overloaded", { retryAfterSeconds: 60 });
        await Promise.all([
          this.#vigil.ensure(connection.cursor === null ? SEED_EVENTS : RESUME_EVENTS),
          this.#people.ready(),
          this.#ensureAlarm(),
        ]);
        // Nothing may wait from here on: what comes in next finds the client among those who get it.
        this.#incoming.commitNow();
        const { 0: client, 1: server } = new WebSocketPair();
        this.ctx.acceptWebSocket(server);
        const { filter, maxPerSecond } = connection;
        this.#audience.join(server, pass, connection, {
          type: "hello",
          protocol: PROTOCOL,
          filter,
          people: this.#people.now(),
          maxPerSecond,
        });
        const offered =
          request.headers
            .get("sec-websocket-protocol")
            ?.split(",")
            .map((name) => name.trim()) ?? [];
        const headers = offered.includes(SUBPROTOCOL) ? { "sec-websocket-protocol": SUBPROTOCOL } : {};
        return new Response(null, { status: 101, webSocket: client, headers });
      } catch (error) {
        return problemResponse(error, "overloaded");
      }
    }

    override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
      const session = this.#audience.find(socket) ?? this.#audience.restore(socket);
      if (session) converse(this.#audience, this.#timeline, session, data, this.#clock());
    }

    /** The runtime leaves it to us to answer a close; 1005 and 1006 stand for "no code" and may not be sent. */
    override webSocketClose(socket: WebSocket, code: number, reason: string): void {
      this.#leave(socket);
      socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
    }

    override webSocketError(socket: WebSocket): void {
      this.#leave(socket);
    }

    /** Every half a minute while somebody watches. With nobody there it is not set again, and the lease lapses. */
    override async alarm(): Promise<void> {
      if (this.#audience.size() === 0) return;
      await this.ctx.storage.setAlarm(this.#clock() + RENEW_EVERY_MS);
      await this.#putOut();
      if (!(await this.#renew(RESUME_EVENTS))) await this.ctx.storage.setAlarm(this.#clock() + RETRY_MS);
      this.#tick();
    }

    #leave(socket: WebSocket): void {
      this.#audience.leave(socket);
      // From here on nobody may look for long, and memory won't last: whoever comes next has to know where to go on.
      if (this.#audience.size() === 0) this.#store.setSeededThrough(this.#vigil.through());
    }

    async #ensureAlarm(): Promise<void> {
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(this.#clock() + RENEW_EVERY_MS);
    }

    /** Renews the lease where nobody waits for it: a failure is logged and made good by the next try. */
    async #renew(limit: number): Promise<boolean> {
      try {
        await this.#vigil.renew(limit);
        return true;
      } catch (error) {
        log("error", "live_renewal_failed", { reason: reasonOf(error) });
        return false;
      }
    }

    /** Who has been signed out since. Where nobody can say, they stay until the next time. */
    async #putOut(): Promise<void> {
      try {
        await this.#audience.putOut((passes) => this.#sources.stillIn(passes));
      } catch (error) {
        log("error", "live_passes_unread", { reason: reasonOf(error) });
      }
    }

    #takeOver({ events, through, missed }: Harvest): void {
      const [oldest] = events;
      // Where the oldest one read was shown already, the ones before it were too.
      if (missed > 0 && oldest && this.#timeline.unknown([oldest]).length > 0) {
        this.#store.noteGap(missed);
        this.#audience.sayAll({ type: "gap", missed });
      }
      this.#show(events);
      this.#store.setSeededThrough(through);
    }

    #show(events: TrackedEvent[]): void {
      const unknown = this.#timeline.unknown(this.#forgotten.without(events));
      if (unknown.length === 0) return;
      const entries = this.#timeline.append(unknown);
      this.#sentAt = this.#clock();
      this.#people.note(unknown);
      this.#audience.show(entries);
      this.#tickSoon();
    }

    #tickSoon(): void {
      if (this.#audience.size() > 0) this.#nextTick ??= setTimeout(() => this.#tick(), TICK_MS);
    }

    #tick(): void {
      clearTimeout(this.#nextTick);
      this.#nextTick = null;
      const samples = this.#audience.tick();
      const { news, more } = this.#people.due();
      if (news) this.#audience.sayAll({ type: "people", ...news });
      if (samples || more) this.#tickSoon();
    }
  };
}
