import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, inject, test } from "vitest";
import type { ServerMessage } from "#live/protocol.ts";
import type { Address } from "../../scripts/address-file.ts";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
const feedUrl = `${url.replace(/^http/, "ws")}/api/live`;

/** A socket as a browser opens it, with what it received and when. */
async function listen(query: string) {
  const socket = new WebSocket(`${feedUrl}?maxPerSecond=0&${query}`, ["headwater", `bearer.${adminToken}`]);
  const received: { at: number; text: string }[] = [];
  socket.addEventListener("message", ({ data }) => received.push({ at: performance.now(), text: String(data) }));
  await once(socket, "open");
  expect(socket.protocol).toBe("headwater");
  return {
    socket,
    /** When each event came, by messageId; more than once is an error. */
    arrivals(): Map<string, number> {
      const arrivals = new Map<string, number>();
      for (const { at, text } of received) {
        const message = JSON.parse(text) as ServerMessage;
        for (const { messageId } of message.type === "events" ? message.events : []) {
          if (arrivals.has(messageId)) throw new Error(`${messageId} came twice`);
          arrivals.set(messageId, at);
        }
      }
      return arrivals;
    },
  };
}

/** A program that connects and then never reads again: its system's buffers fill up, and nothing drains them. */
function neverRead(query: string): { end: () => void } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = [
    `GET /api/live?maxPerSecond=0&${query} HTTP/1.1`,
    `Host: ${hostname}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Authorization: Bearer ${adminToken}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.pause();
  return { end: () => socket.destroy() };
}

/** Sends one event; says when it was acknowledged. */
async function send({ writeKey }: TestSource, messageId: string, properties = {}): Promise<number> {
  const response = await fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ messageId, anonymousId: "anna", event: "Measured", properties }),
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return performance.now();
}

describe("acknowledged, then on the socket", () => {
  test.each([
    ["one socket", 1],
    ["500 sockets, two of which never read", 500],
  ])("at 100 events a second, %s", async (_, count) => {
    const source = await newSource("secret");
    const stuck = count > 1 ? [neverRead(`source=${source.id}`), neverRead("")] : [];
    const listeners = await Promise.all(Array.from({ length: count }, () => listen(`source=${source.id}`)));
    const acknowledged = new Map<string, number>();
    const begun = performance.now();
    const sending: Promise<unknown>[] = [];
    for (let index = 0; index < 300; index += 1) {
      const messageId = `${source.id}-${index}`;
      sending.push(
        send(source, messageId, { filling: "x".repeat(2_000) }).then((at) => acknowledged.set(messageId, at)),
      );
      await sleep(Math.max(0, begun + (index + 1) * 10 - performance.now()));
    }
    await Promise.all(sending);
    await expect
      .poll(() => listeners.every((listener) => listener.arrivals().size === 300), { timeout: 20_000, interval: 500 })
      .toBe(true);
    const waits = listeners
      .flatMap((listener) => [...listener.arrivals()].map(([id, at]) => Math.max(0, at - (acknowledged.get(id) ?? 0))))
      .toSorted((a, b) => a - b);
    const at = (share: number) => waits[Math.floor((waits.length - 1) * share)] ?? 0;
    console.info(
      `acknowledged → on ${count} sockets: median ${at(0.5).toFixed()} ms, p99 ${at(0.99).toFixed()} ms, most ${at(1).toFixed()} ms`,
    );
    expect(at(0.5)).toBeLessThan(250);
    expect(at(0.99)).toBeLessThan(1_000);
    for (const { socket } of listeners) socket.close();
    for (const { end } of stuck) end();
  });
});

test("the client of docs/live.md", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headwater-live-"));
  const page = readFileSync(new URL("../../docs/live.md", import.meta.url), "utf8");
  const code = page.split("```js\n")[1]?.split("```")[0] ?? "";
  expect(code.trim().split("\n").length).toBeLessThanOrEqual(15);
  writeFileSync(join(folder, "live.mjs"), code);
  const source = await newSource("secret");
  const client = spawn(process.execPath, [join(folder, "live.mjs"), url, adminToken], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let printed = "";
    client.stdout.on("data", (data: Buffer) => (printed += data.toString()));
    await send(source, `${source.id}-doc`);
    await expect.poll(() => printed, { timeout: 10_000 }).toContain("Measured a:anna");
  } finally {
    client.kill();
    rmSync(folder, { recursive: true });
  }
});
