import { describe, expect, test } from "vitest";
import type { DestinationEntry, FormField } from "#dashboard/api/destinations.ts";
import { partsOf, plainText } from "#dashboard/screens/destinations/description.ts";
import { filterWords } from "#dashboard/screens/destinations/filter-words.ts";
import { categoriesOf, findDestinations } from "#dashboard/screens/destinations/find-destinations.ts";
import { byDay, lastHours, sumOf } from "#dashboard/screens/destinations/hours.ts";
import { initialsOf, placeOf } from "#dashboard/screens/destinations/initials.ts";
import { mappingIn } from "#dashboard/screens/destinations/mapping-text.ts";
import { missingOf, settingsOf, valuesOf } from "#dashboard/screens/destinations/settings-values.ts";

const field = (name: string, schema: object, more: Partial<FormField> = {}): FormField => ({
  name,
  title: name.toUpperCase(),
  description: "",
  required: false,
  secret: false,
  schema: { ...schema },
  ...more,
});

describe("a form of settings", () => {
  const fields = [
    field("url", { type: "string" }, { required: true }),
    field("key", { type: "string" }, { required: true, secret: true }),
    field("region", { type: "string", enum: ["eu", "us"], default: "eu" }),
    field("account", { type: "number" }),
    field("make", { type: "boolean", default: true }),
  ];

  test("opens with what is set, else what is proposed; a secret is never in it", () => {
    expect(valuesOf(fields, { url: "https://a", key: "leaked", account: 5 })).toEqual({
      url: "https://a",
      key: "",
      region: "eu",
      account: "5",
      make: true,
    });
    expect(valuesOf(fields, { make: false })["make"]).toBe(false);
  });

  test("leaves out what is empty, so that secrets stay; numbers are numbers", () => {
    const values = { url: " https://a ", key: "", region: "us", account: "12", make: false };
    expect(settingsOf(fields, values)).toEqual({ url: "https://a", region: "us", account: 12, make: false });
    expect(settingsOf(fields, { ...values, key: "new" })).toMatchObject({ key: "new" });
  });

  test("names what is still needed; a secret that is set is not", () => {
    const empty = valuesOf(fields, {});
    expect(missingOf(fields, empty, [])).toEqual(["URL", "KEY"]);
    expect(missingOf(fields, empty, ["key"])).toEqual(["URL"]);
    expect(missingOf(fields, { ...empty, url: "  ", key: "k" }, [])).toEqual(["URL"]);
  });
});

describe("the catalogue", () => {
  const one = (
    name: string,
    tier: DestinationEntry["tier"],
    categories: string[],
    description = "",
  ): DestinationEntry => ({
    slug: name.toLowerCase(),
    name,
    description,
    categories,
    tier,
  });
  const all = [
    one("Zulu", "catalogue", ["CRM"], "Like Slack, for mail"),
    one("Alpha", "catalogue", ["CRM", "Data"]),
    one("Webhook", "native", ["Data"]),
    one("Slack", "native", ["Messaging"]),
    one("Mike", "curated", ["CRM"]),
  ];
  const names = (search: string, category: string | null = null) =>
    findDestinations(all, { search, category }).map(({ name }) => name);

  test("has our own first, as they come, then those checked, then the others by name", () => {
    expect(names("")).toEqual(["Webhook", "Slack", "Mike", "Alpha", "Zulu"]);
    expect(names("", "CRM")).toEqual(["Mike", "Alpha", "Zulu"]);
    expect(categoriesOf(all)).toEqual([
      ["CRM", 3],
      ["Data", 2],
      ["Messaging", 1],
    ]);
  });

  test("finds by all words, in the name before the description", () => {
    expect(names("SLACK")).toEqual(["Slack", "Zulu"]);
    expect(names("mail slack")).toEqual(["Zulu"]);
    expect(names("slack", "CRM")).toEqual(["Zulu"]);
    expect(names("nothing")).toEqual([]);
  });
});

test("filters in words", () => {
  const track = { property: "$type", value: "track" };
  expect(filterWords(null)).toBe("Every event");
  expect(filterWords({ property: "$type", value: "page" })).toBe("Page views");
  expect(filterWords({ and: [track, { property: "$event", value: "Order Completed" }] })).toBe("“Order Completed”");
  const either = ["A", "B"].map((value) => ({ and: [track, { property: "$event", value }] }));
  expect(filterWords({ or: either })).toBe("“A” or “B”");
  expect(filterWords({ and: [track, { property: "$event", op: "neq", value: "A" }] })).toBe(
    "Tracked events, Event name is not A",
  );
  expect(filterWords({ not: { property: "plan", op: "is_set" } })).toBe("Not (plan is set)");
});

test("a description keeps its links where they lead to the web, and loses other marks", () => {
  expect(partsOf("See [the docs](https://a.example/x) or [this](javascript:alert(1)) **now**.")).toEqual([
    { text: "See ", href: null },
    { text: "the docs", href: "https://a.example/x" },
    { text: " or ", href: null },
    { text: "this", href: null },
    { text: ") now.", href: null },
  ]);
  expect(plainText("Go to **Settings** > `Keys`<br>here")).toBe("Go to Settings > Keyshere");
});

test("initials", () => {
  expect(["Slack", "Google Analytics 4", "S3 or R2 archive", "1plusX", "Customer.io", ""].map(initialsOf)).toEqual([
    "SL",
    "GA",
    "SO",
    "1P",
    "CI",
    "",
  ]);
  expect(placeOf("Slack", 10)).toBe(placeOf("Slack", 10));
  expect(placeOf("Ünïcode", 10)).toBeLessThan(10);
});

test("hours without counts are zeros, and add up by day", () => {
  const hour = { filtered: 0, rejected: 0, retried: 0, latencyAverageMs: null };
  const known = [
    { ...hour, hour: "2026-03-02T01:00:00.000Z", received: 3, delivered: 2 },
    { ...hour, hour: "2026-03-01T23:00:00.000Z", received: 5, delivered: 5 },
    { ...hour, hour: "2026-02-01T00:00:00.000Z", received: 90, delivered: 90 },
  ];
  const last = lastHours(known, Date.parse("2026-03-02T01:30:00Z"), 4);
  expect(last.map(({ received }) => received)).toEqual([0, 5, 0, 3]);
  expect(last[0]?.hour).toBe("2026-03-01T22:00:00.000Z");
  expect(sumOf(last, "delivered")).toBe(7);
  expect(byDay(last, (iso) => iso.slice(8, 10)).map(({ name, hours }) => [name, sumOf(hours, "received")])).toEqual([
    ["01", 5],
    ["02", 3],
  ]);
});

test("a mapping as it is typed", () => {
  expect(mappingIn(null)).toEqual({ mapping: null, fault: null });
  expect(mappingIn('{"@path": "$."}')).toEqual({ mapping: { "@path": "$." }, fault: null });
  expect(mappingIn("{").fault).toContain("This is not JSON yet");
});
