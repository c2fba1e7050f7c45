import { beforeEach, describe, expect, it } from "vitest";
import { admin, call, createSource, env, post, refusedReasons, storedEvents } from "../support/world.ts";

const choose = (change: object) => admin<object>("/api/settings", { method: "PATCH", body: JSON.stringify(change) });
const ask = (question: object) =>
  admin<{ labels: string[]; series: { data: number[] }[]; meta: { timezone: string; weekStart: string } }>(
    "/api/query",
    { method: "POST", body: JSON.stringify(question) },
  );

beforeEach(async () => {
  await env.DB.exec("DELETE FROM settings");
  await choose({});
});

it("says the deployment's own until somebody chooses, and keeps what was not changed", async () => {
  expect(await admin("/api/settings")).toEqual({ timezone: "UTC", weekStart: "sunday", ipPrivacy: "full" });
  expect(await choose({ weekStart: "monday" })).toEqual({ timezone: "UTC", weekStart: "monday", ipPrivacy: "full" });
  await choose({ timezone: "Asia/Tokyo" });
  expect(await admin("/api/settings")).toEqual({ timezone: "Asia/Tokyo", weekStart: "monday", ipPrivacy: "full" });
});

it.each([
  [{ timezone: "Mars/Olympus" }, "timezone"],
  [{ weekStart: "friday" }, "weekStart"],
  [{ ipPrivacy: "sell" }, "ipPrivacy"],
])("refuses %j", async (change, field) => {
  const response = await call("/api/settings", {
    method: "PATCH",
    headers: { authorization: "Bearer test-admin-token" },
    body: JSON.stringify(change),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ message: expect.stringContaining(field) });
  expect(await admin("/api/settings")).toEqual({ timezone: "UTC", weekStart: "sunday", ipPrivacy: "full" });
});

it("needs a sign-in", async () => {
  expect((await call("/api/settings")).status).toBe(401);
  expect((await call("/api/settings", { method: "PATCH", body: "{}" })).status).toBe(401);
});

describe("the calendar of questions", () => {
  it("puts an event into the day of the chosen zone, at once, and a question's own zone still counts", async () => {
    const source = await createSource();
    // Wednesday 22:30 in UTC is Thursday in Tokyo.
    await post("/v1/track", source.writeKey, {
      event: "Zoned",
      anonymousId: "z",
      timestamp: "2026-03-04T22:30:00Z",
    });
    await storedEvents(source, 1);
    const question = {
      kind: "segmentation",
      from: "2026-03-04",
      to: "2026-03-05",
      interval: "day",
      series: [{ event: "Zoned", math: "total" }],
    };
    expect((await ask(question)).series[0]?.data).toEqual([1, 0]);
    await choose({ timezone: "Asia/Tokyo" });
    const moved = await ask(question);
    expect(moved.series[0]?.data).toEqual([0, 1]);
    expect(moved.meta.timezone).toBe("Asia/Tokyo");
    expect((await ask({ ...question, timezone: "UTC" })).series[0]?.data).toEqual([1, 0]);
  });

  it("begins weeks on the chosen day", async () => {
    const question = {
      kind: "segmentation",
      from: "2026-03-04",
      to: "2026-03-04",
      interval: "week",
      series: [{ event: "Zoned", math: "total" }],
    };
    expect((await ask(question)).labels).toEqual([expect.stringContaining("2026-03-01")]);
    await choose({ weekStart: "monday" });
    expect((await ask(question)).labels).toEqual([expect.stringContaining("2026-03-02")]);
  });
});

describe("the privacy of addresses", () => {
  it("holds for the next event: whole, shortened, none", async () => {
    const source = await createSource("public");
    const send = (n: number) =>
      post(
        "/v1/track",
        source.writeKey,
        { event: "Seen", anonymousId: "p", messageId: `ip-${n}`, context: { direct: true } },
        { "cf-connecting-ip": "203.0.113.77" },
      );
    await send(1);
    await choose({ ipPrivacy: "truncate" });
    await send(2);
    await choose({ ipPrivacy: "drop" });
    await send(3);
    const events = await storedEvents(source, 3);
    const ips = new Map(events.map((event) => [event.messageId, event["ip"]]));
    expect(ips).toEqual(
      new Map<string, unknown>([
        ["ip-1", "203.0.113.77"],
        ["ip-2", "203.0.113.0"],
        ["ip-3", null],
      ]),
    );
    expect(await refusedReasons(source)).toEqual({});
  });
});
