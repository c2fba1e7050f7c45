import { describe, expect, it } from "vitest";
import { clickhouse } from "#destinations/catalogue/clickhouse.ts";
import { type Answer, examples, send } from "../service.ts";

const settings = { url: "https://click.example.com:8443", username: "writer", password: "pass", database: "shop" };
const exception = (status: number, code: number): Answer => ({
  status,
  headers: { "x-clickhouse-exception-code": String(code) },
  body: `Code: ${code}. DB::Exception: something`,
});

describe("ClickHouse", () => {
  it("inserts a line an event, once however often it is sent", async () => {
    const { seen } = await send(clickhouse, settings, [examples.track, examples.group], () => ({}));
    expect(seen).toHaveLength(1);
    expect(seen[0]?.method).toBe("POST");
    const url = new URL(seen[0]?.url ?? "");
    expect(url.origin + url.pathname).toBe("https://click.example.com:8443/");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: "INSERT INTO `shop`.`events` FORMAT JSONEachRow",
      async_insert: "1",
      wait_for_async_insert: "1",
      async_insert_deduplicate: "1",
      insert_deduplication_token: expect.stringMatching(/^[0-9a-f]{32}$/),
      date_time_input_format: "best_effort",
      input_format_json_read_objects_as_strings: "1",
    });
    expect(seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa("writer:pass")}`);
    const [first, second, last] = seen[0]?.text.split("\n") ?? [];
    expect(JSON.parse(first ?? "")).toEqual({
      message_id: "msg-04",
      type: "track",
      event: "Order Completed",
      user_id: "user-42",
      anonymous_id: "anon-7f3a",
      timestamp: "2026-01-02T03:04:05.678Z",
      received_at: "2026-01-02T03:04:06.100Z",
      properties: examples.track.properties,
      context: examples.track.context,
    });
    expect(JSON.parse(second ?? "")).toMatchObject({
      message_id: "msg-07",
      group_id: "c-9",
      traits: { employees: 329 },
    });
    expect(last).toBe("");
  });

  it("makes the table where there is none, and inserts", async () => {
    let isMade = false;
    const { seen, outcomes } = await send(clickhouse, settings, [examples.track], (request) => {
      if (request.text.startsWith("CREATE TABLE")) {
        isMade = true;
        return {};
      }
      return isMade ? {} : exception(404, 60);
    });
    expect(outcomes).toEqual([null]);
    expect(seen).toHaveLength(3);
    expect(seen[1]?.text).toMatch(
      /^CREATE TABLE IF NOT EXISTS `shop`\.`events` \(`message_id` String, .*ReplacingMergeTree/,
    );
  });

  it.each([
    [404, 60, { createTable: false }, "disconnected"],
    [404, 81, {}, "disconnected"],
    [403, 516, {}, "disconnected"],
    [500, 497, {}, "disconnected"],
    [500, 376, {}, "rejected"],
    [200, 27, {}, "rejected"],
    [500, 252, {}, "rate_limited"],
    [500, 241, {}, "unavailable"],
  ])("%i with code %i and %j: %s", async (status, code, change, outcome) => {
    const { outcomes } = await send(clickhouse, { ...settings, ...change }, [examples.track], () =>
      exception(status, code),
    );
    expect(outcomes.map((error) => error?.outcome)).toEqual([outcome]);
  });

  it("takes the code from the text where a proxy took the header away", async () => {
    const { outcomes } = await send(clickhouse, settings, [examples.track], () => ({
      status: 500,
      body: "Code: 117. DB::Exception: Unknown field found while parsing JSONEachRow format: plan",
    }));
    expect(outcomes.map((error) => error?.outcome)).toEqual(["rejected"]);
  });

  it.each(["events; DROP TABLE x", "a`b", "", "1st", "a.b"])("refuses %j as the name of a table", (table) => {
    expect(clickhouse.settings.safeParse({ ...settings, table }).success).toBe(false);
    expect(clickhouse.settings.safeParse({ ...settings, database: table }).success).toBe(false);
  });
});
