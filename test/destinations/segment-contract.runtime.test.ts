import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { type DeliveredEvent, type DeliveryError, type Destination, RateLimited } from "#destinations/contract.ts";
import { applyMapping } from "#destinations/mapping.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import { comparable } from "./segment-expected.ts";
import { filled, sampleSettings } from "./segment-samples.ts";
import { type Answer, connect, examples, NOW, outcomes, type Service } from "./service.ts";

/** What the contract asks of every destination, of those of Segment's that we vouch for. */

const registry = segmentRegistry(() => catalogueOf(modules));
const abouts = await Promise.all(Object.values(modules.about).map(async (load) => (await load()).default));
const curated = abouts.filter(({ tier }) => tier === "curated");
const secret = "s3cret-t0ken-of-a-person";

/** Takes everything; Klaviyo says so with 202, HubSpot and Intercom name what they made. */
const takes: Service = () => ({
  status: 202,
  headers: { "content-type": "application/json" },
  body: { id: "1", data: [] },
});

const kinds = (all: readonly (DeliveryError | null)[]) => all.map((error) => error?.outcome ?? "delivered");

beforeAll(() => void vi.setSystemTime(NOW));
afterAll(() => void vi.useRealTimers());

it("vouches for eighteen", () => {
  expect(curated).toHaveLength(18);
});

describe.each(curated)("$slug", (about) => {
  const settings: JsonObject = {
    ...sampleSettings(about),
    ...Object.fromEntries(about.settings.filter((field) => field.secret).map(({ name }) => [name, secret])),
  };

  /** The first of its presets that sends something of one of our examples, and how to deliver by it. */
  async function working() {
    const destination = await registry.find(about.slug);
    const code = modules.code[about.slug];
    if (!destination || !code) throw new Error(`${about.slug} is not built`);
    const { actions } = (await code()).default;
    for (const { action, mapping = destination.actions[action]?.mapping } of destination.presets) {
      const defined = actions[action];
      if (!defined || mapping === undefined) throw new Error(`${about.slug} has no action ${action}`);
      for (const example of Object.values(examples)) {
        const one = (index: number): DeliveredEvent => {
          const event = { ...example, messageId: `m-${index}` };
          return { id: `c1-1-m-${index}`, event, payload: filled(applyMapping(mapping, event) as JsonObject, defined) };
        };
        const { all, seen } = await deliver(destination, action, [one(0)], takes);
        if (seen.length > 0 && all[0] === null) return { destination, action, defined, one };
      }
    }
    throw new Error(`Nothing is sent by any preset of ${about.slug}`);
  }

  async function deliver(
    destination: Destination,
    action: string,
    events: readonly DeliveredEvent[],
    service: Service,
  ) {
    const { request, seen, exchanges } = connect(service, [secret], Date.now());
    const given = structuredClone(events);
    const all = await outcomes(destination, {
      settings: destination.settings.parse(settings),
      action,
      events: given,
      request,
      now: Date.now(),
    });
    return { all, seen, exchanges };
  }

  const answering = async (answer: Answer | Service, events = 1) => {
    const { destination, action, one } = await working();
    const service: Service = typeof answer === "function" ? answer : () => answer;
    return deliver(
      destination,
      action,
      Array.from({ length: events }, (_, index) => one(index)),
      service,
    );
  };

  it("delivers, and says who we are", async () => {
    const { all, seen } = await answering(takes);
    expect(kinds(all)).toEqual(["delivered"]);
    for (const { headers } of seen) expect(headers.get("user-agent")).toMatch(/^Headwater/);
    expect(JSON.stringify(seen.map(({ url, text, headers }) => [url, text, [...headers]]))).not.toMatch(
      /segment(?!ation)/i,
    );
  });

  it.each([401, 403])("is disconnected by %i", async (status) => {
    expect(kinds((await answering({ status, body: "no" })).all)).toEqual(["disconnected"]);
  });

  it("does not follow a redirect", async () => {
    const { all, seen } = await answering({ status: 302, headers: { location: "https://else.example.com/" } });
    expect(kinds(all)).toEqual(["disconnected"]);
    expect(seen.every(({ url }) => !url.includes("else.example.com"))).toBe(true);
  });

  it("waits as long as 429 says", async () => {
    const { all } = await answering({ status: 429, headers: { "retry-after": "7" }, body: "slow down" });
    expect(all.map((error) => error instanceof RateLimited && error.retryAfterMs)).toEqual([7000]);
  });

  it.each([408, 500, 503])("tries again after %i", async (status) => {
    expect(kinds((await answering({ status, body: "oops" })).all)).toEqual(["unavailable"]);
  });

  it.each([
    ["no answer in time", new DOMException("The operation timed out", "TimeoutError")],
    ["no connection", new TypeError("fetch failed")],
  ])("tries again after %s", async (_, error) => {
    const { all } = await answering(() => {
      throw error;
    });
    expect(kinds(all)).toEqual(["unavailable"]);
  });

  it("gives up an event that is refused", async () => {
    expect(kinds((await answering({ status: 400, body: "not this one" })).all)).toEqual(["rejected"]);
  });

  it("survives a page where an answer should be", async () => {
    const { all } = await answering({ headers: { "content-type": "application/json" }, body: "<html>anything</html>" });
    expect(["delivered", "rejected", "unavailable"]).toContain(kinds(all)[0]);
  });

  it("loses no event to a bad one among them", async () => {
    const { destination, action, defined, one } = await working();
    const events = [0, 1, 2, 3, 4].map(one);
    const needed = Object.entries(defined.fields).find(
      ([, { required, type, multiple }]) => required === true && type !== "object" && multiple !== true,
    );
    const bad = events[1];
    if (needed && bad) bad.payload = { ...bad.payload, [needed[0]]: { no: "field is this" } };
    const { all, seen } = await deliver(destination, action, events, takes);
    expect(kinds(all)).toEqual(["delivered", needed ? "rejected" : "delivered", "delivered", "delivered", "delivered"]);
    expect(seen.length).toBeGreaterThan(0);
  });

  // LaunchDarkly asks for none.
  it.skipIf(!about.settings.some((field) => field.secret)).each([400, 401, 429, 500])(
    "says no secret when %i echoes the request",
    async (status) => {
      const echo: Service = ({ text, url, headers }) => ({
        status,
        body: `${secret} ${text} ${url} ${JSON.stringify([...headers])}`,
      });
      const { all, exchanges } = await answering(echo);
      for (const shown of [
        ...exchanges.map((one) => JSON.stringify(one)),
        ...all.map((error) => error?.message ?? ""),
      ]) {
        expect(shown).not.toContain(secret);
      }
    },
  );

  it("sends the same at another attempt, but for ids made anew", async () => {
    const { destination, action, one } = await working();
    const first = await deliver(destination, action, [one(0)], takes);
    vi.setSystemTime(NOW + 3_600_000);
    const second = await deliver(destination, action, [one(0)], takes);
    vi.setSystemTime(NOW);
    const shown = ({ seen }: typeof first) => comparable(seen.map(({ url, text }) => ({ url, text })));
    expect(shown(second)).toEqual(shown(first));
  });
});
