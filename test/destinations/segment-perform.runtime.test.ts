import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { runtime } from "#destinations/segment-catalogue/built/index.js";
import type { ActionDefinition, Definition } from "#destinations/segment-catalogue/runtime/definition.ts";
import { connect, NOW, type Service } from "./service.ts";

type Client = (url: string, options?: object) => Promise<{ data: unknown }>;

const fields: ActionDefinition["fields"] = {
  id: { type: "string", required: true },
  list: { type: "string" },
  enable_batching: { type: "boolean", default: true },
};

/** One request an event, or one for all; as small as one of Segment's can be. */
const action = (over: Partial<ActionDefinition> = {}): ActionDefinition => ({
  title: "Send",
  fields,
  perform: (request, { payload }) =>
    (request as Client)("https://api.example.com/one", { method: "post", json: payload }),
  performBatch: (request, { payload }) =>
    (request as Client)("https://api.example.com/all", { method: "post", json: payload }),
  ...over,
});

async function run(send: ActionDefinition, payloads: readonly JsonObject[], service: Service = () => ({ body: "{}" })) {
  const { perform } = await runtime();
  const definition: Definition = { name: "Example", actions: { send } };
  const { request, seen } = connect(service);
  const events = payloads.map((payload, index) => ({ id: `${index}`, event: { messageId: `${index}` }, payload }));
  const failures = await perform({
    definition,
    action: "send",
    settings: {},
    accessToken: "",
    events,
    request,
    now: NOW,
  });
  return {
    outcomes: failures.map((failure) => failure?.outcome ?? "delivered"),
    failures,
    seen: seen.map(({ url, text }) => [url.split("/").at(-1), JSON.parse(text)]),
  };
}

const ids = (...list: string[]) => list.map((id) => ({ id }));

describe("Segment's code is run", () => {
  it("for several events at once, and for one alone", async () => {
    expect((await run(action(), ids("a", "b"))).seen).toEqual([["all", ids("a", "b")]]);
    expect((await run(action(), ids("a"))).seen).toEqual([["one", { id: "a" }]]);
  });

  it("for each alone where a mapping says so, or there is no other way", async () => {
    const alone = ids("a", "b").map((payload) => ({ ...payload, enable_batching: false }));
    expect((await run(action(), alone)).seen.map(([path]) => path)).toEqual(["one", "one"]);
    const { performBatch: _, ...single } = action();
    expect((await run(single, ids("a", "b"))).seen.map(([path]) => path)).toEqual(["one", "one"]);
  });

  it("for those together that belong together", async () => {
    const keyed = action({ fields: { ...fields, batch_keys: { type: "string", multiple: true, default: ["list"] } } });
    const payloads = [
      { id: "a", list: "x" },
      { id: "b", list: "y" },
      { id: "c", list: "x" },
    ];
    expect((await run(keyed, payloads)).seen).toEqual([
      ["all", [payloads[0], payloads[2]]],
      ["one", payloads[1]],
    ]);
  });

  it("without what its fields don't take, and with what they make of the rest", async () => {
    expect((await run(action(), [{ id: 5, more: 1, list: "" }])).seen).toEqual([["one", { id: "5" }]]);
  });

  it("not for a payload that lacks a field, which stops no other", async () => {
    const { outcomes, failures, seen } = await run(action(), [{ id: "a" }, {}, { id: "c" }]);
    expect(outcomes).toEqual(["delivered", "rejected", "delivered"]);
    expect(failures[1]?.message).toMatch(/id/);
    expect(seen).toEqual([["all", ids("a", "c")]]);
  });

  it("not for the rest where all of it would fail the same way", async () => {
    const { performBatch: _, ...single } = action();
    const { outcomes, seen } = await run(single, ids("a", "b", "c"), () => ({
      status: 429,
      headers: { "retry-after": "3" },
    }));
    expect(outcomes).toEqual(["rate_limited", "rate_limited", "rate_limited"]);
    expect(seen).toHaveLength(1);
  });
});

describe("what it throws decides", () => {
  const thrown = async (error: unknown) => {
    const throwing = action({
      perform: () => {
        throw error;
      },
    });
    return (await run(throwing, ids("a"))).failures[0];
  };
  const withStatus = (status: number) => Object.assign(new Error("as it says"), { status });

  it.each([
    [400, "rejected"],
    [401, "disconnected"],
    [403, "disconnected"],
    [404, "rejected"],
    [408, "unavailable"],
    [429, "rate_limited"],
    [500, "unavailable"],
    [503, "unavailable"],
  ])("status %i: %s", async (status, outcome) => {
    expect(await thrown(withStatus(status))).toMatchObject({ outcome, message: "as it says" });
  });

  it("a mistake in its code, made on this event, is made every time", async () => {
    expect(await thrown(new TypeError("x is undefined"))).toMatchObject({ outcome: "rejected" });
  });

  it("a call that led nowhere counts as that, whatever was made of it", async () => {
    const wrapping = action({
      perform: async (request) => {
        try {
          await (request as Client)("http://10.0.0.1/");
        } catch {
          throw new Error("Something else entirely");
        }
      },
    });
    expect((await run(wrapping, ids("a"))).failures).toMatchObject([{ outcome: "disconnected" }]);
  });

  it("finds no way out that is not ours", async () => {
    const { outcomes, failures } = await run(
      action({ perform: (request) => (request as Client)("http://169.254.169.254/") }),
      ids("a"),
    );
    expect(outcomes).toEqual(["disconnected"]);
    expect(failures[0]?.message).toMatch(/169\.254\.169\.254/);
  });
});
