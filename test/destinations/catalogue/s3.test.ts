import { describe, expect, it } from "vitest";
import { awsPath, signAws } from "#core/aws-signature.ts";
import { s3 } from "#destinations/catalogue/s3.ts";
import { utf8 } from "#core/encoding.ts";
import { examples, NOW, send, type Service } from "../service.ts";

const settings = { bucket: "archive", region: "eu-central-1", accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const taking: Service = () => ({ headers: { etag: '"e"' } });

describe("S3 archive", () => {
  it("writes one gzipped file of JSON lines, in the folder of its hour", async () => {
    const events = Object.values(examples);
    const { seen } = await send(s3, settings, events, taking);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.method).toBe("PUT");
    const host = "https://archive.s3.eu-central-1.amazonaws.com";
    const name = `${host}/events/date=2026-01-02/hour=03/c1-1-msg-01-[0-9a-f]{16}.ndjson.gz`;
    expect(decodeURIComponent(seen[0]?.url ?? "")).toMatch(new RegExp(`^${name}$`));
    expect(seen[0]?.text).toBe(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    expect(seen[0]?.headers.get("content-type")).toBe("application/gzip");
    expect(seen[0]?.headers.get("x-amz-date")).toBe("20260102T030410Z");
    expect(seen[0]?.headers.get("authorization")).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20260102\/eu-central-1\/s3\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
  });

  it("writes a file an hour, and tells which events are in the one that failed", async () => {
    const at = (messageId: string, receivedAt: string) => ({ ...examples.track, messageId, receivedAt });
    const events = [
      at("a", "2026-01-02T03:59:59.999Z"),
      at("b", "2026-01-02T04:00:00.000Z"),
      at("c", "2026-01-02T03:00:00.000Z"),
    ];
    const { seen, outcomes } = await send(s3, settings, events, (request) =>
      request.url.includes("hour%3D04")
        ? { status: 503, body: "<Error><Code>SlowDown</Code></Error>" }
        : taking(request),
    );
    expect(seen.map(({ text }) => text.trim().split("\n").length)).toEqual([2, 1]);
    expect(outcomes.map((error) => error?.outcome)).toEqual([undefined, "unavailable", undefined]);
  });

  it("leaves hours that are too many for one delivery to the next", async () => {
    const events = Array.from({ length: 50 }, (_, index) => ({
      ...examples.track,
      messageId: `m-${index}`,
      receivedAt: new Date(NOW - index * 3_600_000).toISOString(),
    }));
    const { seen, outcomes } = await send(s3, settings, events, taking);
    expect(seen).toHaveLength(40);
    expect(outcomes.map((error) => error?.outcome ?? "taken")).toEqual([
      ...Array<string>(40).fill("taken"),
      ...Array<string>(10).fill("not_reached"),
    ]);
  });

  it("gives other events another name", async () => {
    const names = await Promise.all(
      ["x", "y"].map(async (event) => (await send(s3, settings, [{ ...examples.track, event }], taking)).seen[0]?.url),
    );
    expect(names[0]).not.toBe(names[1]);
  });

  it.each([
    [
      { endpoint: "https://acc.r2.cloudflarestorage.com/", region: "auto" },
      "https://acc.r2.cloudflarestorage.com/archive/events/",
    ],
    [{ bucket: "with.dots" }, "https://s3.eu-central-1.amazonaws.com/with.dots/events/"],
    [{ prefix: "/a b/c/" }, "https://archive.s3.eu-central-1.amazonaws.com/a%20b/c/date"],
    [{ prefix: "" }, "https://archive.s3.eu-central-1.amazonaws.com/date"],
  ])("finds the bucket of %j", async (change, start) => {
    const { seen } = await send(s3, { ...settings, ...change }, [examples.track], taking);
    expect(seen[0]?.url.startsWith(start)).toBe(true);
  });

  it.each(["NoSuchBucket", "PermanentRedirect", "AuthorizationHeaderMalformed"])(
    "is disconnected by %s",
    async (code) => {
      const { outcomes } = await send(s3, settings, [examples.track], () => ({
        status: 400,
        body: `<Code>${code}</Code>`,
      }));
      expect(outcomes.map((error) => error?.outcome)).toEqual(["disconnected"]);
    },
  );
});

// docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: PUT Object"
it("signs as Amazon's documentation does", async () => {
  const url = new URL(awsPath("/test$file.text"), "https://examplebucket.s3.amazonaws.com");
  const headers = { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" };
  const signed = await signAws(
    { service: "s3", method: "PUT", url, headers, body: utf8("Welcome to Amazon S3.") },
    {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      region: "us-east-1",
    },
    Date.UTC(2013, 4, 24),
  );
  expect(signed["authorization"]).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  );
});
