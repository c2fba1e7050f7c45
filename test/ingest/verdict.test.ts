import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS } from "#core/limits.ts";
import { verdict } from "#ingest/verdict.ts";

/** One good event of each type. */
const GOOD: Record<(typeof EVENT_TYPES)[number], JsonObject> = {
  track: { type: "track", userId: "u1", event: "Order Completed" },
  page: { type: "page", anonymousId: "a1" },
  screen: { type: "screen", userId: "u1", name: "Main" },
  identify: { type: "identify", userId: "u1", traits: { email: "p@example.com" } },
  group: { type: "group", userId: "u1", groupId: "g1" },
  alias: { type: "alias", userId: "u1", previousId: "a1" },
};
const track = (over: JsonObject): JsonObject => ({ ...GOOD.track, ...over });
const nested = (depth: number): JsonObject => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
const wide = (keys: number): JsonObject =>
  Object.fromEntries(Array.from({ length: keys }, (_, index) => [index.toString(36), 0]));

describe("what is taken", () => {
  it.each(EVENT_TYPES)("%s, by its own type", (type) => {
    expect(verdict(GOOD[type], null)).toEqual({ ok: true, type, raw: GOOD[type] });
  });

  it.each(EVENT_TYPES)("%s, by its path, whatever type it says", (type) => {
    const { type: _, ...untyped } = GOOD[type];
    expect(verdict(untyped, type)).toMatchObject({ ok: true, type });
    expect(verdict({ ...untyped, type: "nonsense" }, type)).toMatchObject({ ok: true, type });
  });
});

describe("what is refused", () => {
  it.each<[string, unknown, string, string]>([
    ["not_an_object", "track", "", "text"],
    ["not_an_object", null, "", "null"],
    ["not_an_object", [GOOD.track], "", "a list"],
    ["type_unknown", { userId: "u1" }, "undefined", "no type"],
    ["type_unknown", track({ type: "Track" }), "Track", "another case"],
    ["type_unknown", track({ type: 5 }), "number", "a number"],
    ["type_unknown", track({ type: "x".repeat(99) }), "x".repeat(50), "a long one, cut"],
    ["no_user_anon_id", { type: "track", event: "E" }, "", "no id"],
    ["no_user_anon_id", { type: "track", event: "E", userId: "", anonymousId: null }, "", "empty ids"],
    ["no_user_anon_id", { type: "group", groupId: "g1" }, "", "a group alone"],
    ["no_user_anon_id", { type: "alias", previousId: "a1" }, "", "a previous id alone"],
    ["id_not_string", track({ userId: { id: 1 } }), "userId", "an object"],
    ["id_not_string", track({ anonymousId: true }), "anonymousId", "a boolean"],
    ["id_not_string", track({ groupId: ["g"] }), "groupId", "a list"],
    ["id_not_string", track({ previousId: [] }), "previousId", "an empty list"],
    ["id_not_string", track(JSON.parse('{"userId":1e999}')), "userId", "a number beyond numbers"],
    ["id_required", { type: "group", userId: "u1" }, "groupId", "a group call without a group"],
    ["id_required", { type: "alias", userId: "u2" }, "previousId", "an alias of nothing"],
    ["id_required", { type: "alias", anonymousId: "a1", previousId: "a0" }, "userId", "an alias to nobody"],
    ["event_not_defined", track({ event: undefined }), "", "no name"],
    ["event_not_defined", track({ event: "" }), "", "an empty name"],
    ["event_not_defined", track({ event: null }), "", "a null name"],
    ["event_not_string", track({ event: 5 }), "number", "a number as name"],
    ["event_not_string", track({ event: {} }), "object", "an object as name"],
    ["properties_not_object", track({ properties: "x" }), "properties", "text"],
    ["properties_not_object", track({ properties: [1] }), "properties", "a list with something in it"],
    ["traits_not_object", track({ traits: 5 }), "traits", "a number"],
    ["context_not_object", track({ context: "x" }), "context", "text"],
    ["integrations_not_object", track({ integrations: true }), "integrations", "a boolean"],
    ["name_not_string", { ...GOOD.page, name: 5 }, "name", "a number"],
    ["category_not_string", { ...GOOD.page, category: {} }, "category", "an object"],
    ["device_advertisingid_should_be_string", track({ context: { device: { advertisingId: 5 } } }), "", "a number"],
    ["consent_not_object", track({ context: { consent: "yes" } }), "", "text"],
    [
      "consent_not_object",
      track({ context: { consent: { categoryPreferences: ["ads"] } } }),
      "",
      "preferences in a list",
    ],
    ["event_too_large", track({ properties: { x: "x".repeat(MAX_EVENT_BYTES) } }), "", "in ASCII"],
    [
      "event_too_large",
      track({ properties: { x: "✓".repeat(MAX_EVENT_BYTES / 3) } }),
      "",
      "in bytes, not in characters",
    ],
    ["event_too_deep", track({ properties: nested(MAX_DEPTH) }), "", "by one level"],
    ["event_too_deep", track({ properties: nested(100_000) }), "", "by a hundred thousand"],
    ["event_too_many_keys", track({ properties: wide(MAX_KEYS) }), "", "with its own fields"],
  ])("%s: %#", (reason, value, detail) => expect(verdict(value, null)).toEqual({ ok: false, reason, detail }));
});

describe("what stands just within the limits", () => {
  it("bytes", () => {
    const empty = JSON.stringify(track({ properties: { x: "" } })).length;
    expect(verdict(track({ properties: { x: "x".repeat(MAX_EVENT_BYTES - empty) } }), null).ok).toBe(true);
    expect(verdict(track({ properties: { x: "x".repeat(MAX_EVENT_BYTES - empty + 1) } }), null).ok).toBe(false);
  });

  it("depth", () => expect(verdict(track({ properties: nested(MAX_DEPTH - 1) }), null).ok).toBe(true));
});

describe("shapes that real clients send", () => {
  it.each<[string, JsonObject]>([
    ["userId null (analytics-next)", { type: "page", userId: null, anonymousId: "a1" }],
    [
      "everything null (python)",
      track({ anonymousId: null, category: null, name: null, traits: null, properties: null }),
    ],
    ["userId empty (rudder-js, Kotlin)", { type: "page", userId: "", anonymousId: "a1" }],
    ["userId a number (ruby, php)", track({ userId: 12345 })],
    ["lists for empty maps (php)", track({ properties: [], traits: [], context: [], integrations: [] })],
    ["traits in the context only (Rudder)", { type: "identify", userId: "u1", context: { traits: { a: 1 } } }],
    ["integrations all in lower case (go)", track({ integrations: { all: false } })],
    ["an alias of oneself (analytics-next)", { type: "alias", userId: "u1", previousId: "u1" }],
    [
      "a page with an event's name (rudder ruby)",
      { type: "page", userId: "u1", event: "Home", properties: { name: "Home" } },
    ],
    ["a page whose event is no text", { type: "page", userId: "u1", event: 5 }],
    ["keys of one's own", track({ email: "p@example.com", version: 2, _metadata: { bundled: [] } })],
    ["an advertising id of null", track({ context: { device: { advertisingId: null } } })],
    ["consent", track({ context: { consent: { categoryPreferences: { ads: true } } } })],
    ["consent without preferences", track({ context: { consent: {} } })],
    ["a long messageId", track({ messageId: "node-".padEnd(300, "x") })],
  ])("%s", (_, event) => expect(verdict(event, null)).toMatchObject({ ok: true, raw: event }));
});
