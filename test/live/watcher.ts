import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { ServerMessage } from "#live/protocol.ts";

type MessageOf<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

export const feedStub = () => env.LIVE.getByName("workspace");

/** A program on the live socket that keeps all it is told. */
export interface Watcher {
  socket: WebSocket;
  messages: ServerMessage[];
  /** Every row it was shown, in order. */
  rows(): MessageOf<"events">["events"];
  ids(): string[];
  /** The newest cursor it was given. */
  cursor(): string;
  closed: Promise<CloseEvent>;
  say(message: unknown): void;
  /** Waits for a message of this kind beyond those that were there before `after`. */
  next<Type extends ServerMessage["type"]>(type: Type, after?: number): Promise<MessageOf<Type>>;
  /** Waits until so many rows have come. */
  shown(count: number): Promise<void>;
}

/** What GET /api/live says to the feed object of who asks. */
export const PASS = { "x-headwater-pass": '{"pass":"root","until":null}' };

/** Connects straight to the feed object; `query` as in the address of GET /api/live. */
export async function watch(query = "", headers: Record<string, string> = {}): Promise<Watcher> {
  const response = await feedStub().fetch(`https://feed/api/live?${query}`, {
    headers: { upgrade: "websocket", ...PASS, ...headers },
  });
  const socket = response.webSocket;
  if (!socket) throw new Error(`${response.status} ${await response.text()}`);
  const messages: ServerMessage[] = [];
  socket.addEventListener("message", ({ data }) => {
    if (data !== "pong") messages.push(JSON.parse(String(data)) as ServerMessage);
  });
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  socket.accept();

  const ofType = <Type extends ServerMessage["type"]>(type: Type, from = 0) =>
    messages.slice(from).filter((message): message is MessageOf<Type> => message.type === type);
  const rows = () => ofType("events").flatMap(({ events }) => events);
  const watcher: Watcher = {
    socket,
    messages,
    rows,
    ids: () => rows().map(({ messageId }) => messageId),
    cursor: () => [...ofType("hello"), ...ofType("events")].at(-1)?.cursor ?? "",
    closed,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    async next(type, after = 0) {
      await expect
        .poll(() => ofType(type, after).length, { timeout: 10_000, interval: 5, message: `a ${type} message` })
        .toBeGreaterThan(0);
      const [found] = ofType(type, after);
      if (!found) throw new Error(type);
      return found;
    },
    async shown(count) {
      await expect
        .poll(() => rows().length, { timeout: 20_000, interval: 5, message: `${count} rows` })
        .toBeGreaterThanOrEqual(count);
    },
  };
  await watcher.next("hello");
  return watcher;
}

/** A feed that has never shown anything, with nobody there. */
export async function emptyFeed(): Promise<void> {
  await runInDurableObject(feedStub(), async (_, state) => {
    for (const socket of state.getWebSockets()) socket.close(1000, "next test");
    await state.storage.deleteAlarm();
    await state.storage.deleteAll();
  });
  await evictDurableObject(feedStub(), { webSockets: "close" });
  await env.DB.exec("DELETE FROM packs; DELETE FROM live_watch; DELETE FROM facts");
}
