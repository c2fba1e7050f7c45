import { createServer, type Incoming, type Outgoing } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { clickhouse } from "#destinations/catalogue/clickhouse.ts";
import { posthog } from "#destinations/catalogue/posthog.ts";
import { s3 } from "#destinations/catalogue/s3.ts";
import { segmentApi } from "#destinations/catalogue/segment-api.ts";
import { slack } from "#destinations/catalogue/slack.ts";
import { webhook } from "#destinations/catalogue/webhook.ts";
import type { Destination } from "#destinations/contract.ts";
import { createRequest } from "#destinations/request.ts";
import { webhookSignature } from "#destinations/webhook-signature.ts";
import { delivered, examples, NOW, outcomes } from "./service.ts";

interface Received {
  headers: Incoming["headers"];
  body: Uint8Array<ArrayBuffer>;
}

const received: Received[] = [];
let respond: (response: Outgoing) => void;
const server = createServer(async (request, response) => {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of request) chunks.push(chunk);
  received.push({ headers: request.headers, body: new Uint8Array(await new Blob(chunks).arrayBuffer()) });
  respond(response);
});
let address = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("The server has no port.");
  address = `http://127.0.0.1:${bound.port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
});

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const taken =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: Outgoing) => {
    response.writeHead(status, headers).end(body);
  };
const destinations: [Destination, () => JsonObject, (response: Outgoing) => void][] = [
  [webhook, () => ({ url: address, signingSecret: secret }), taken(204, "")],
  [segmentApi, () => ({ writeKey: "wk", endpoint: address }), taken(200, '{"success":true}')],
  [slack, () => ({ webhookUrl: `${address}/services/T/B/X` }), taken(200, "ok")],
  [
    s3,
    () => ({ bucket: "archive", endpoint: address, accessKeyId: "AK", secretAccessKey: "sk" }),
    taken(200, "", { etag: '"e"' }),
  ],
  [clickhouse, () => ({ url: address, password: "pw" }), taken(200, "")],
  [posthog, () => ({ apiKey: "phc_1", host: address }), taken(200, '{"status":"Ok"}')],
];

/** Two events over a real socket, by our own request function. */
async function deliver(destination: Destination, settings: JsonObject) {
  const [action = ""] = Object.keys(destination.actions);
  const request = createRequest({
    fetch,
    reach: { local: true, ownHosts: [] },
    mask: (text) => text,
    record: () => {},
    now: () => NOW,
  });
  const events = [examples.track, examples.identify].map((event) => delivered(destination, action, event));
  return outcomes(destination, {
    settings: destination.settings.parse(settings),
    action,
    events,
    request,
    now: NOW,
  });
}

describe.each(destinations)("$slug over HTTP", (destination, settings, takes) => {
  it("is taken", async () => {
    respond = takes;
    expect(await deliver(destination, settings())).toEqual([null, null]);
    for (const { headers, body } of received) {
      expect(headers["user-agent"]).toMatch(/^Headwater/);
      expect(headers["content-length"]).toBe(String(body.length));
    }
  });

  it("comes again where the connection breaks off", async () => {
    respond = (response) => {
      response.destroy();
    };
    const all = await deliver(destination, settings());
    expect(all.map((error) => error?.outcome)).toEqual(["unavailable", "unavailable"]);
  });

  it("comes again where the answer breaks off", async () => {
    respond = (response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"succ');
      setTimeout(() => response.destroy(), 20);
    };
    const all = await deliver(destination, settings());
    expect(all.map((error) => error?.outcome)).toEqual(["unavailable", "unavailable"]);
  });
});

describe("on the wire", () => {
  it("has a webhook that its receiver can check", async () => {
    respond = taken(204, "");
    await deliver(webhook, { url: address, signingSecret: secret });
    expect(received).toHaveLength(2);
    for (const { headers, body } of received) {
      const message = {
        id: String(headers["webhook-id"]),
        timestamp: Number(headers["webhook-timestamp"]),
        body: new TextDecoder().decode(body),
      };
      expect(headers["webhook-signature"]).toBe(await webhookSignature(secret, message));
    }
  });

  it("has a file that is gzip", async () => {
    respond = taken(200, "", { etag: '"e"' });
    await deliver(s3, { bucket: "archive", endpoint: address, accessKeyId: "AK", secretAccessKey: "sk" });
    expect(received).toHaveLength(1);
    const text = new TextDecoder().decode(gunzipSync(received[0]?.body ?? new Uint8Array()));
    expect(text).toBe(`${JSON.stringify(examples.track)}\n${JSON.stringify(examples.identify)}\n`);
    expect(received[0]?.headers["host"]).toBe(new URL(address).host);
  });
});
