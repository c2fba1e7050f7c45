import { describe, expect, it } from "vitest";
import { basicUser, writeKeyOf } from "#ingest/write-key.ts";

const basic = (user: string) => `Basic ${btoa(user)}`;
const inBody = { writeKey: "wk_body", type: "track" };
const inEvent = { batch: [{ writeKey: "wk_event" }, { writeKey: "wk_later" }] };

describe("writeKeyOf", () => {
  it.each([
    ["Basic alone (node, ruby, php, go, every Rudder server)", basic("wk_basic:"), {}, null, "wk_basic"],
    ["body alone (python, the mobile libraries)", null, inBody, null, "wk_body"],
    ["a batch's own key", null, { writeKey: "wk_body", ...inEvent }, null, "wk_body"],
    ["a key in each event of a batch (analytics-next)", null, inEvent, null, "wk_event"],
    ["query alone (Rudder's beacon and pixel)", null, {}, "wk_query", "wk_query"],
    ["Basic before body before query", basic("wk_basic:"), inBody, "wk_query", "wk_basic"],
    ["body before query", null, inBody, "wk_query", "wk_body"],
    ["an event's before the query's", null, inEvent, "wk_query", "wk_event"],
    ["Bearer is no key and hides none", "Bearer eyJhbGciOi", inBody, null, "wk_body"],
    ["an empty Basic user hides none", basic(":"), inBody, null, "wk_body"],
    ["no key at all", null, { type: "track" }, null, null],
    ["an empty query", null, {}, "", null],
    ["an empty body key", null, { writeKey: "" }, null, null],
    ["a body key that is no text", null, { writeKey: 123 }, null, null],
    ["an empty batch", null, { batch: [] }, null, null],
    ["a batch of nulls", null, { batch: [null] }, null, null],
    ["no body", null, null, null, null],
    ["a body of text", null, "writeKey", null, null],
  ])("%s", (_, authorization, body, query, key) => expect(writeKeyOf(authorization, body, query)).toBe(key));
});

describe("basicUser", () => {
  it.each([
    ["with its colon", basic("wk_1:"), "wk_1"],
    ["without its colon", basic("wk_1"), "wk_1"],
    ["with a password", basic("wk_1:secret:more"), "wk_1"],
    ["in any case", `bAsIc  ${btoa("wk_1:")}  `, "wk_1"],
    ["base64url", `Basic ${btoa("wk?>:").replaceAll("/", "_").replaceAll("+", "-")}`, "wk?>"],
    ["without padding", `Basic ${btoa("wk_12:").replaceAll("=", "")}`, "wk_12"],
    ["no base64", "Basic %%%", null],
    ["base64 of an impossible length", "Basic abcde", null],
    ["padding in the middle", "Basic a=bc", null],
    ["nothing after it", "Basic ", null],
    ["another scheme", "Digest abc", null],
    ["none", null, null],
  ])("%s", (_, header, user) => expect(basicUser(header)).toBe(user));
});
