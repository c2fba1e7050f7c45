import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { newSource } from "../support/stored-e2e.ts";

const { url, adminToken }: Address = inject("headwater");
const SECRET = `whsec_${Buffer.from("a signing secret of 32 bytes ok!").toString("base64")}`;

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}
const received: Received[] = [];
let status = 200;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:1/" } : {}).end("thank you");
  });
});
let receiver = "";
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
});
afterAll(() => void server.close());

/** All that any of these answers may hold. */
interface Answer {
  id: number;
  message: string;
  destinations: { slug: string }[];
  settings: object[];
  exchanges: object[];
}

async function api(method: string, path: string, body?: unknown): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const connect = (settings: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  api("POST", "/api/connections", { destination: "webhook", settings, ...more });

const track = (writeKey: string, messageId: string) =>
  fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ event: "Bought", userId: "u", messageId, properties: { total: 3 } }),
  });

it("lists what can be switched on, and has the form of each", async () => {
  const { answer } = await api("GET", "/api/destinations");
  expect(answer.destinations.map(({ slug }) => slug)).toContain("webhook");
  const { answer: webhook } = await api("GET", "/api/destinations/webhook");
  expect(webhook.settings).toContainEqual(
    expect.objectContaining({ name: "signingSecret", secret: true, required: false, title: "Signing secret" }),
  );
});

it("an event of the tracking API reaches a real server, signed, from us", async () => {
  const source = await newSource("secret");
  const { answer: connection } = await connect({ url: receiver, signingSecret: SECRET }, { sources: [source.id] });
  await track(source.writeKey, "e2e-1");
  const got = await vi.waitFor(
    () => {
      const [one] = received.filter(({ body }) => body.includes("e2e-1"));
      if (!one) throw new Error("nothing came");
      return one;
    },
    { timeout: 20_000 },
  );
  expect(got.headers["user-agent"]).toMatch(/^Headwater/);
  const signed = `${String(got.headers["webhook-id"])}.${String(got.headers["webhook-timestamp"])}.${got.body}`;
  const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
  expect(got.headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);

  const tried = await api("POST", `/api/connections/${connection.id}/test`, {});
  expect(tried.answer).toMatchObject({ outcome: "delivered", isSample: false, messageId: "e2e-1" });
  expect((await api("GET", `/api/connections/${connection.id}/test`)).answer).toEqual({ last: tried.answer });
  expect(tried.answer.exchanges).toEqual([
    expect.objectContaining({
      responseBody: "thank you",
      requestHeaders: expect.objectContaining({ "webhook-signature": "•••" }),
    }),
  ]);
  status = 302;
  const moved = await api("POST", `/api/connections/${connection.id}/test`, {});
  status = 200;
  expect(moved.answer).toMatchObject({ outcome: "disconnected", message: expect.stringContaining("redirects") });
  expect((await api("DELETE", `/api/connections/${connection.id}`)).status).toBe(200);
  expect((await api("GET", `/api/connections/${connection.id}/health`)).status).toBe(404);
});

describe("an address that may not be called is refused in words", () => {
  it.each(["ftp://example.com/", "http://user:pass@example.com/", `${url}/v1/batch`, "nonsense"])(
    "%s",
    async (given) => {
      const { status, answer } = await connect({ url: given });
      expect(status).toBe(400);
      expect(answer.message).toMatch(/settings\.url/);
    },
  );
});
