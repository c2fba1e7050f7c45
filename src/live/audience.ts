import type { Clock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import {
  type Channel,
  channelKey,
  compose,
  composeRate,
  type Delivery,
  openChannel,
  ROWS_A_MESSAGE,
} from "#live/channel.ts";
import type { Connection } from "#live/connection.ts";
import { decodeCursor, encodeCursor } from "#live/cursor.ts";
import type { FeedStore } from "#live/feed-store.ts";
import type { LiveFilter } from "#live/live-filter.ts";
import { CLOSE, encode, encodeEvents, type ServerMessage } from "#live/protocol.ts";
import type { Pass } from "#live/pass.ts";
import { attach, attachmentOf, isHeld, isSilent, type Session } from "#live/session.ts";
import type { Doorkeeper } from "#live/sources.ts";
import type { Shown, Timeline } from "#live/timeline.ts";

/** Events for one who has just come. */
export const REPLAY_EVENTS = 200;
/** A client whose filter lets nothing through is given a newer cursor after so many events, lest its own grows too old. */
const MAX_CURSOR_LAG = 1_000;

/** Everybody who watches. A fault of one socket ends that socket and touches no other. */
export function createAudience(ctx: DurableObjectState, store: FeedStore, timeline: Timeline, clock: Clock) {
  const sessions = new Map<WebSocket, Session>();
  const channels = new Map<string, Channel>();
  const cursorAt = (seq: number): string => encodeCursor({ epoch: store.epoch, seq });

  function enter(session: Omit<Session, "channel">, filterJson: string, maxPerSecond: number): Session {
    const key = channelKey(filterJson, maxPerSecond);
    const channel = channels.get(key) ?? openChannel(filterJson, maxPerSecond, clock());
    const entered = Object.assign(session, { channel });
    channels.set(key, channel);
    channel.sessions.add(entered);
    sessions.set(session.socket, entered);
    return entered;
  }

  function leaveChannel(session: Session): void {
    session.channel.sessions.delete(session);
    if (session.channel.sessions.size === 0) channels.delete(session.channel.key);
  }

  function leave(socket: WebSocket): void {
    const session = sessions.get(socket);
    sessions.delete(socket);
    if (session) leaveChannel(session);
  }

  /** False where the socket can't be sent to (any more): then it has left. */
  function send(session: Session, text: string): boolean {
    const { socket } = session;
    try {
      if (isSilent(session, clock(), () => ctx.getWebSocketAutoResponseTimestamp(socket))) {
        leave(socket);
        socket.close(CLOSE.notReading.code, CLOSE.notReading.reason);
        return false;
      }
      socket.send(text);
      session.unheard += text.length;
      return true;
    } catch (error) {
      // Closed between two events; its close handler may run later, or never.
      leave(socket);
      log("info", "live_socket_lost", { reason: reasonOf(error) });
      return false;
    }
  }

  const say = (session: Session, message: ServerMessage): boolean => send(session, encode(message));

  function sendEvents(session: Session, { text, through }: Delivery): boolean {
    session.at = through;
    if (!send(session, text)) return false;
    session.told = through;
    session.inFlight?.push({ seq: through, length: text.length });
    attach(session);
    return true;
  }

  /** Sends everything a client has not had, in order, as far as its own pace allows. */
  function catchUp(session: Session): void {
    if (isHeld(session)) return;
    if (session.at + 1 < store.first()) {
      say(session, { type: "gap", missed: store.first() - 1 - session.at });
      return replay(session, lastWanted(session));
    }
    while (!isHeld(session) && sessions.has(session.socket) && session.at < store.head()) {
      const entries = timeline.after(session.at, ROWS_A_MESSAGE);
      // None are left where the last ones were removed.
      const through = entries.at(-1)?.seq ?? store.head();
      const rows = entries.filter(({ event }) => session.channel.matches(event)).map((entry) => entry.row());
      if (rows.length > 0) sendEvents(session, { text: encodeEvents(rows, cursorAt(through), true), through });
      session.at = through;
    }
  }

  const lastWanted = (session: Session): Shown[] => timeline.newest(REPLAY_EVENTS, session.channel.matches);

  /** Sends the last events that a client wants to see; from there on it is up to date. */
  function replay(session: Session, entries: Shown[]): void {
    const head = store.head();
    session.at = head;
    const rows = entries.map((entry) => entry.row());
    if (rows.length > 0) sendEvents(session, { text: encodeEvents(rows, cursorAt(head), true), through: head });
    else attach(session);
  }

  return {
    size: () => sessions.size,
    find: (socket: WebSocket) => sessions.get(socket),
    leave,
    say,
    catchUp,
    cursorAt,
    sayAll(message: ServerMessage): void {
      const text = encode(message);
      for (const session of sessions.values()) send(session, text);
    },

    /** Takes a new client in: `hello` first, then what it has not had yet. */
    join(
      socket: WebSocket,
      pass: Pass,
      connection: Connection,
      hello: Omit<Extract<ServerMessage, { type: "hello" }>, "cursor">,
    ): void {
      const { filter, maxPerSecond } = connection;
      const fresh = {
        socket,
        pass,
        at: 0,
        told: 0,
        attached: -1,
        paused: false,
        inFlight: null,
        unheard: 0,
        heardAt: clock(),
      };
      const session = enter(fresh, JSON.stringify(filter), maxPerSecond);
      const given = connection.cursor === null ? null : decodeCursor(connection.cursor);
      if (given !== null && given.epoch === store.epoch && given.seq <= store.head()) {
        session.at = session.told = given.seq;
        attach(session);
        say(session, { ...hello, cursor: cursorAt(session.at) });
        const missed = store.missedAfter(session.at);
        if (missed > 0 && session.at + 1 >= store.first()) say(session, { type: "gap", missed });
        return catchUp(session);
      }
      const entries = lastWanted(session);
      say(session, { ...hello, cursor: cursorAt((entries[0]?.seq ?? store.head() + 1) - 1) });
      if (connection.cursor !== null) say(session, { type: "gap", missed: null });
      replay(session, entries);
    },

    /** Takes back a client whose socket outlived the object's memory. */
    restore(socket: WebSocket): Session | null {
      try {
        const { at, filter, maxPerSecond, paused, acks, pass } = attachmentOf(socket);
        const known = { pass, at, told: at, attached: at, paused, inFlight: acks ? [] : null };
        const session = enter({ socket, ...known, unheard: 0, heardAt: clock() }, filter, maxPerSecond);
        catchUp(session);
        return session;
      } catch (error) {
        // Written by a version that this one can't read: its client connects again, and loses nothing by it.
        log("error", "live_session_unreadable", { reason: reasonOf(error) });
        leave(socket);
        socket.close(CLOSE.restart.code, CLOSE.restart.reason);
        return null;
      }
    },

    /** Closes the sockets of those who are not let in any more, as `stillIn` says. Rejects where it can't say. */
    async putOut(stillIn: Doorkeeper["stillIn"]): Promise<void> {
      const good = await stillIn([...new Set([...sessions.values()].map(({ pass }) => pass.pass))]);
      for (const [socket, { pass }] of sessions) {
        if (good.has(pass.pass) && (pass.until === null || pass.until > clock())) continue;
        leave(socket);
        socket.close(CLOSE.signedOut.code, CLOSE.signedOut.reason);
      }
    },

    /** From here on the client wants something else; `again` sends the last events of that. */
    refilter(session: Session, filter: LiveFilter, again: boolean): void {
      leaveChannel(session);
      enter(session, JSON.stringify(filter), session.channel.maxPerSecond);
      attach(session);
      say(session, { type: "filter", filter, cursor: cursorAt(session.at) });
      if (again) replay(session, lastWanted(session));
    },

    /** Shows new entries to everybody who is up to date; who isn't catches up at its own pace. */
    show(entries: readonly Shown[]): void {
      const [first] = entries;
      const head = entries.at(-1)?.seq;
      if (!first || head === undefined) return;
      for (const channel of channels.values()) {
        const deliveries = compose(channel, entries, cursorAt, clock());
        const nothing = { text: encodeEvents([], cursorAt(head), false), through: head };
        for (const session of channel.sessions) {
          if (session.at < first.seq - 1 || isHeld(session)) continue;
          if (!deliveries.every((delivery) => sendEvents(session, delivery))) continue;
          if (head - session.told >= MAX_CURSOR_LAG) sendEvents(session, nothing);
          session.at = head;
        }
        sayRate(channel);
      }
    },

    /** What is due once a second while something happens. True where it should come again. */
    tick(): boolean {
      let samples = false;
      for (const channel of channels.values()) {
        sayRate(channel);
        samples ||= channel.sampling.told;
        for (const session of channel.sessions) if (session.attached !== session.at) attach(session);
      }
      return samples;
    },
  };

  function sayRate(channel: Channel): void {
    const text = composeRate(channel, clock());
    if (text !== null) for (const session of channel.sessions) send(session, text);
  }
}
export type Audience = ReturnType<typeof createAudience>;
