import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Analytics } from "@segment/analytics-node";
import { lastStarted, readAddress } from "./address-file.ts";
import { type Call, shop } from "./demo/shop.ts";
import { progressBar } from "./progress.ts";

/**
 * npm run demo [-- --events N --days D --seed S --no-live --url U --write-key K]: a shop's traffic, sent as a customer's
 * server would send it, to the Headwater that `npm run dev` started last (or to another one).
 */
const { values } = parseArgs({
  allowNegative: true,
  options: {
    events: { type: "string", default: "20000" },
    days: { type: "string", default: "42" },
    seed: { type: "string", default: "1" },
    live: { type: "boolean", default: true },
    url: { type: "string" },
    "write-key": { type: "string" },
  },
});
/** Calls that may be under way at once: enough to keep requests full, few enough that memory stays flat. */
const MAX_PENDING = 1_000;

const running = values.url === undefined ? readAddress(lastStarted) : null;
const url = values.url ?? running?.url;
const writeKey = values["write-key"] ?? running?.writeKey;
if (url === undefined || writeKey === undefined) {
  console.error("Nothing to send to. Start `npm run dev` in another terminal first, or say --url and --write-key.");
  process.exit(1);
}
const [events, days, seed] = [whole("events"), whole("days"), whole("seed")];

// About 80 of these calls stay below the size of one queue message, so a request is not split on its way.
const analytics = new Analytics({ writeKey, host: url, flushAt: 80, flushInterval: 1_000 });
let sent = 0;
let settled = 0;
let failed = 0;
let reason: unknown;
const isFull = () => sent - settled >= MAX_PENDING;

function send(call: Call): void {
  sent += 1;
  const done = (error: unknown) => {
    settled += 1;
    if (error === undefined) return;
    failed += 1;
    reason = error;
  };
  if (call.type === "page") analytics.page(call, done);
  else if (call.type === "track") analytics.track(call, done);
  else if (call.type === "identify") analytics.identify(call, done);
  else analytics.group(call, done);
}

let stopped = false;
process.on("SIGINT", () => {
  stopped = true;
});
process.on("SIGTERM", () => {
  stopped = true;
});

const { history, live } = shop(seed);
console.log(`${events.toLocaleString("en")} events over ${days} days to ${url} (seed ${seed})`);
const show = progressBar(events, "events");
for (const call of history({ events, days, until: Date.now() })) {
  if (stopped) break;
  send(call);
  while (isFull()) {
    await sleep(5);
    show(settled);
  }
}
await analytics.flush();
show(settled);

if (values.live && !stopped && failed === 0) {
  console.log("Now live: a few events a second until Ctrl-C (--no-live leaves this out)");
  for (const call of live()) {
    if (stopped) break;
    send({ ...call, timestamp: new Date() });
    await sleep(80 + Math.random() * 500);
  }
}
await analytics.closeAndFlush();
console.log(`${(settled - failed).toLocaleString("en")} of ${sent.toLocaleString("en")} events were taken`);
if (failed > 0) {
  console.error(`${failed} were not:`, reason);
  process.exitCode = 1;
}

function whole(option: "events" | "days" | "seed"): number {
  const number = Number(values[option]);
  if (Number.isSafeInteger(number) && number >= (option === "days" ? 1 : 0)) return number;
  console.error(`--${option} ${values[option]} is not a whole number`);
  process.exit(1);
}
