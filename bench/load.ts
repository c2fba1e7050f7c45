import type { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

export interface Load {
  port: number;
  requests: readonly Buffer[];
  seconds: number;
  /** Open connections, each with one request under way at a time. */
  connections?: number;
  /** What every answer's body must be; anything else counts as failed. */
  expectedBody?: string;
  /** Read when the clock starts and when it stops: the server's CPU so far, in seconds. */
  cpuSeconds?: () => number;
}

export interface Burst {
  /** Answered while the clock ran: what CPU and rates are divided by. */
  requests: number;
  /** Answered in all, those included that were under way when the clock stopped. */
  answered: number;
  failed: number;
  firstFailure: string | null;
  seconds: number;
  cpuSeconds: number;
  p50Ms: number;
  p99Ms: number;
}

const HEAD_END = "\r\n\r\n";

/** Length of the first whole HTTP answer in `text`, or 0 while it is not whole. Every answer measured here has a Content-Length. */
function answerLength(text: string): number {
  const head = text.indexOf(HEAD_END);
  if (head === -1) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head));
  if (length === null) throw new Error(`an answer without Content-Length: ${text.slice(0, 200)}`);
  const end = head + HEAD_END.length + Number(length[1]);
  return text.length >= end ? end : 0;
}

/**
 * Keeps `connections` requests under way for `seconds`, rotating over the prepared ones, then waits for the last answers.
 * Written on raw sockets because a load generator that parses and schedules costs as much CPU as the server under test.
 */
export async function load({
  port,
  requests,
  seconds,
  connections = 32,
  expectedBody = "",
  cpuSeconds = () => 0,
}: Load): Promise<Burst> {
  const latencies: number[] = [];
  let answered = 0;
  let failed = 0;
  let firstFailure: string | null = null;
  let next = 0;
  let stopping = false;
  const fail = (why: string) => {
    failed++;
    firstFailure ??= why;
  };

  const drive = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let text = "";
      let since = 0;
      const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
      const send = () => {
        since = performance.now();
        const request = requests[next++ % requests.length];
        if (request !== undefined) socket.write(request);
      };
      socket.setEncoding("latin1");
      socket.on("connect", send);
      socket.on("data", (chunk: string) => {
        text += chunk;
        const length = answerLength(text);
        if (length === 0) return;
        if (!stopping) latencies.push(performance.now() - since);
        answered++;
        if (!text.startsWith("HTTP/1.1 200") || (expectedBody !== "" && !text.endsWith(expectedBody))) fail(text);
        text = text.slice(length);
        if (stopping) socket.end();
        else send();
      });
      socket.on("error", reject);
      socket.on("close", () => {
        if (stopping) resolve();
        else reject(new Error(`the server closed a connection after ${answered} answers`));
      });
    });

  const driven = Promise.all(Array.from({ length: connections }, drive));
  const started = performance.now();
  const cpuAtStart = cpuSeconds();
  const clock = new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
  await Promise.race([clock, driven]);
  const burst = {
    requests: latencies.length,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: cpuSeconds() - cpuAtStart,
  };
  stopping = true;
  await driven;
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { ...burst, answered, failed, firstFailure, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
