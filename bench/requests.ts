import { Buffer } from "node:buffer";
import { syntheticEvents } from "./events.ts";
import { trackCall, userAgentOf } from "./wire.ts";

/** What Cloudflare tells a Worker of a visit (`request.cf`); workerd takes it from a header where its socket names one. */
export const CF_HEADER = "bench-cf";
const CF = JSON.stringify({
  asn: 6057,
  asOrganization: "Administracion Nacional de Telecomunicaciones",
  city: "Montevideo",
  clientTcpRtt: 11,
  colo: "EZE",
  continent: "SA",
  country: "UY",
  httpProtocol: "HTTP/2",
  latitude: "-34.90328",
  longitude: "-56.18816",
  postalCode: "11000",
  region: "Montevideo Department",
  regionCode: "MO",
  timezone: "America/Montevideo",
  tlsCipher: "AEAD-AES128-GCM-SHA256",
  tlsVersion: "TLSv1.3",
});

function post(path: string, writeKey: string, userAgent: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: collect.example",
    `User-Agent: ${userAgent}`,
    "Accept: */*",
    "Content-Type: text/plain",
    "Origin: https://shop.example",
    "Referer: https://shop.example/",
    `Authorization: Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
    "CF-Connecting-IP: 186.48.10.20",
    `${CF_HEADER}: ${CF}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** `count` complete HTTP requests of `size` events each, ready to be written to a socket over and over. */
export function trackRequests(writeKey: string, size: number, count: number): Buffer[] {
  const events = [...syntheticEvents({ count: size * count, seed: 7 })];
  return Array.from({ length: count }, (_, n) => {
    const own = events.slice(n * size, (n + 1) * size);
    const [first] = own;
    if (first === undefined) throw new RangeError("a request needs an event");
    const sentAt = new Date((own.at(-1) ?? first).timestamp + 40).toISOString();
    const agent = userAgentOf({ ...first, device: n });
    const calls = own.map((event) => trackCall({ ...event, device: n }, "browser"));
    return size === 1
      ? post("/v1/t", writeKey, agent, JSON.stringify({ ...calls[0], sentAt }))
      : post("/v1/batch", writeKey, agent, JSON.stringify({ batch: calls, sentAt }));
  });
}
