import { describe, expect, it } from "vitest";
import { segmentApi } from "#destinations/catalogue/segment-api.ts";
import { examples, json, send, type Service } from "../service.ts";

const taking: Service = () => ({ body: { success: true } });
const { sentAt: _, receivedAt: __, originalTimestamp: ___, ...track } = examples.track;

describe("Segment-compatible API", () => {
  it("sends a batch of the events with their ids, times and context, and no clock to correct", async () => {
    const events = Object.values(examples);
    const { seen } = await send(segmentApi, { writeKey: "abc" }, events, taking);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: "POST", url: "https://api.segment.io/v1/batch" });
    expect(seen[0]?.headers.get("authorization")).toBe("Basic YWJjOg==");
    const { batch, ...rest } = json(seen[0]);
    expect(rest).toEqual({});
    expect(batch).toHaveLength(4);
    expect(batch).toContainEqual(track);
    for (const event of events) {
      const { messageId, timestamp, context } = event;
      expect(batch).toContainEqual(expect.objectContaining({ messageId, timestamp, context }));
    }
    expect(seen[0]?.text).not.toMatch(/sentAt|receivedAt|originalTimestamp/);
  });

  it.each([
    ["https://events.eu1.segmentapis.com/", "https://events.eu1.segmentapis.com/v1/batch"],
    ["https://api.segment.io/v1", "https://api.segment.io/v1/batch"],
    ["https://data.example.com/v1/batch", "https://data.example.com/v1/batch"],
    ["https://example.com/collect", "https://example.com/collect/v1/batch"],
  ])("finds the way from %s", async (endpoint, url) => {
    const { seen } = await send(segmentApi, { writeKey: "abc", endpoint }, [examples.track], taking);
    expect(seen[0]?.url).toBe(url);
  });

  it.each(["OK", '"OK"', "ok\n"])("takes RudderStack's %j for a yes", async (body) => {
    const { outcomes } = await send(segmentApi, { writeKey: "abc" }, [examples.track], () => ({ body }));
    expect(outcomes).toEqual([null]);
  });

  it("does not take success: false for one", async () => {
    const { outcomes } = await send(segmentApi, { writeKey: "abc" }, [examples.track], () => ({
      body: { success: false },
    }));
    expect(outcomes.map((error) => error?.outcome)).toEqual(["unavailable"]);
  });
});
