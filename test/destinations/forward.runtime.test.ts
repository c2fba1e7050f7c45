import { expect, it } from "vitest";
import { segmentApi } from "#destinations/catalogue/segment-api.ts";
import { createRequest } from "#destinations/request.ts";
import { call, createSource, storedEvents } from "../support/world.ts";
import { delivered, examples, NOW, outcomes } from "./service.ts";

it("passes events on to another Headwater, which keeps their ids, times and context, and each once", async () => {
  const source = await createSource();
  const request = createRequest({
    fetch: async (request) =>
      call(new URL(request.url).pathname, {
        method: request.method,
        headers: request.headers,
        body: await request.text(),
      }),
    reach: { local: false, ownHosts: [] },
    mask: (text) => text,
    record: () => {},
    now: () => NOW,
  });
  const deliver = () =>
    outcomes(segmentApi, {
      settings: segmentApi.settings.parse({ writeKey: source.writeKey, endpoint: "https://headwater.example.com" }),
      action: "forward",
      events: Object.values(examples).map((event) => delivered(segmentApi, "forward", event)),
      request,
      now: NOW,
    });
  expect(await deliver()).toEqual([null, null, null, null]);
  expect(await deliver()).toEqual([null, null, null, null]);
  const stored = await storedEvents(source, 4);
  expect(stored.map(({ messageId, type, timestamp }) => ({ messageId, type, timestamp }))).toEqual(
    Object.values(examples).map(({ messageId, type, timestamp }) => ({ messageId, type, timestamp })),
  );
  expect(stored.map((event) => event["context"])).toEqual(Object.values(examples).map(({ context }) => context));
});
