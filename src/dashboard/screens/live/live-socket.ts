import type { LiveMessage } from "#dashboard/screens/live/messages.ts";

export type LinkState = { is: "connecting" } | { is: "open" } | { is: "waiting"; retryAt: number };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 8_000;
const OPEN_WITHIN_MS = 15_000;

/** How long to wait before the n-th try (from 0), ms: twice as long each time, and not everybody at once. */
export const waitBefore = (attempt: number, random: () => number = Math.random): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10)) * (0.75 + random() / 2);

export interface LiveSocket {
  /** Sent now, or never: what has to hold after reconnecting belongs into the address. */
  say: (message: Record<string, unknown>) => void;
  retryNow: () => void;
  close: () => void;
}

/**
 * A socket that stays open: it comes back after failures with longer and longer waits, and pings, since a connection can
 * die without anybody telling. `address` is asked for each new connection, so that it holds the newest cursor.
 */
export function openLiveSocket(
  address: () => string,
  heard: (message: LiveMessage) => void,
  changed: (state: LinkState) => void,
  /** It never came up: nobody knows why, browsers don't tell the status. */
  refused: () => void,
): LiveSocket {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let isOver = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(retry);
    changed({ is: "connecting" });
    const opened = new WebSocket(address(), ["headwater"]);
    let cameUp = false;
    socket = opened;
    silence = setTimeout(lost, OPEN_WITHIN_MS);
    opened.addEventListener("open", () => {
      clearTimeout(silence);
      cameUp = true;
      attempt = 0;
      changed({ is: "open" });
      beat = setInterval(ping, PING_EVERY_MS);
    });
    opened.addEventListener("message", ({ data }) => {
      clearTimeout(silence);
      if (opened === socket && typeof data === "string" && data !== "pong") heard(JSON.parse(data) as LiveMessage);
    });
    opened.addEventListener("close", () => {
      if (opened !== socket || isOver) return;
      lost();
      if (!cameUp) refused();
    });
  }

  function lost(): void {
    stop();
    const wait = waitBefore(attempt);
    attempt += 1;
    changed({ is: "waiting", retryAt: Date.now() + wait });
    retry = setTimeout(connect, wait);
  }

  function ping(): void {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send("ping");
    clearTimeout(silence);
    silence = setTimeout(lost, PONG_WITHIN_MS);
  }

  /** A dead connection may take minutes to close, so nobody waits for that. */
  function stop(): void {
    clearTimeout(silence);
    clearTimeout(retry);
    clearInterval(beat);
    const old = socket;
    socket = null;
    old?.close(1000);
  }

  const retryNow = () => {
    if (socket === null && !isOver) connect();
  };
  // What the network was when the computer went to sleep says nothing now.
  const woken = () => (socket === null ? retryNow() : ping());
  addEventListener("online", woken);
  connect();
  return {
    say: (message) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    retryNow,
    close: () => {
      isOver = true;
      removeEventListener("online", woken);
      stop();
    },
  };
}
