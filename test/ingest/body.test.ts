import { describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "#core/limits.ts";
import { readBody } from "#ingest/body.ts";

const JSON_TEXT = '{"event":"ünï✓😀"}';
const compressed = async (text: string, format: "gzip" | "deflate"): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer(),
  );

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
/** As it comes over the wire: with its length declared, or in chunks without one. */
const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, declared = true): Request =>
  new Request("https://h.test/v1/t", {
    method: "POST",
    body,
    headers: declared ? { "content-length": String(body.byteLength), ...headers } : headers,
  });

describe("readBody", () => {
  it.each([true, false])("reads plain text (length declared: %s)", async (declared) => {
    expect(await readBody(post(bytesOf(JSON_TEXT), { "content-type": "text/plain" }, declared))).toBe(JSON_TEXT);
  });

  it.each<[string, Record<string, string>]>([
    ["called gzip", { "content-encoding": "gzip" }],
    [
      "called a form (rudder-sdk-node)",
      { "content-encoding": "gzip", "content-type": "application/x-www-form-urlencoded" },
    ],
    ["called nothing", {}],
    ["called something else", { "content-encoding": "identity" }],
  ])("inflates gzip %s", async (_, headers) => {
    const body = await compressed(JSON_TEXT, "gzip");
    expect(await readBody(post(body, headers))).toBe(JSON_TEXT);
    expect(await readBody(post(body, headers, false))).toBe(JSON_TEXT);
  });

  it("inflates deflate", async () => {
    expect(await readBody(post(await compressed(JSON_TEXT, "deflate"), { "content-encoding": "deflate" }))).toBe(
      JSON_TEXT,
    );
  });

  it("believes bytes before a header that calls plain text gzip", async () => {
    expect(await readBody(post(bytesOf(JSON_TEXT), { "content-encoding": "gzip" }))).toBe(JSON_TEXT);
  });

  it("reads nothing out of no body", async () => {
    expect(await readBody(new Request("https://h.test/v1/t", { method: "POST" }))).toBe("");
    expect(await readBody(post(new Uint8Array()))).toBe("");
  });

  it("drops a byte order mark and replaces what is no UTF-8", async () => {
    expect(await readBody(post(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d])))).toBe("{\u{fffd}}");
  });

  it("takes just as much as the limit allows, however it comes", async () => {
    const full = "x".repeat(MAX_BODY_BYTES);
    expect((await readBody(post(bytesOf(full)))).length).toBe(MAX_BODY_BYTES);
    expect((await readBody(post(bytesOf(full), {}, false))).length).toBe(MAX_BODY_BYTES);
    expect((await readBody(post(await compressed(full, "gzip")))).length).toBe(MAX_BODY_BYTES);
  });

  const over = bytesOf("x".repeat(MAX_BODY_BYTES + 1));
  it.each<[string, () => Request | Promise<Request>]>([
    ["declared", () => post(over)],
    ["undeclared", () => post(over, {}, false)],
    ["understated", () => post(over, { "content-length": "5" })],
    ["as a gzip bomb", async () => post(await compressed("x".repeat(20 * MAX_BODY_BYTES), "gzip"))],
  ])("refuses more: %s", async (_, request) => {
    await expect(readBody(await request())).rejects.toMatchObject({ code: "payload_too_large", status: 400 });
  });

  it.each([
    ["cut gzip", async () => (await compressed(JSON_TEXT.repeat(50), "gzip")).slice(0, 40), {}],
    ["gzip in name of its first bytes only", async () => new Uint8Array([0x1f, 0x8b, 1, 2, 3, 4]), {}],
    ["deflate that is none", async () => bytesOf("not deflate"), { "content-encoding": "deflate" }],
  ])("refuses %s", async (_, body, headers) => {
    await expect(readBody(post(await body(), headers))).rejects.toMatchObject({ code: "body_unreadable", status: 400 });
  });
});
