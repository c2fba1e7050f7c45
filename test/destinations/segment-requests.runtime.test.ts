import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { applyMapping } from "#destinations/mapping.ts";
import { about, runtime } from "#destinations/segment-catalogue/built/index.js";
import type { Definition } from "#destinations/segment-catalogue/runtime/definition.ts";
import { comparable, type Expected, recorder, sentOf } from "./segment-expected.ts";
import settingsBySlug from "./segment/settings.json";
import subscriptionsBySlug from "./segment/subscriptions.json";

interface Subscription {
  name: string;
  partnerAction: string;
  mapping?: JsonObject;
}

const expectations = Object.values(
  import.meta.glob<Expected>("./segment/expected/*/*.json", { eager: true, import: "default" }),
);
const events = import.meta.glob<JsonObject>("./segment/events/*.json", { eager: true, import: "default" });
const code = import.meta.glob<{ default: Definition }>("../../src/destinations/segment-catalogue/built/*.js");

/** The hour at which Segment's code was run for the expectations. */
beforeAll(() => void vi.setSystemTime(new Date("2026-01-02T03:04:06.500Z")));
afterAll(() => void vi.useRealTimers());

/** What the destinations answered then, where what comes next hangs on it. */
const answers: Record<string, { status?: number; text?: string }> = {
  klaviyo: { status: 202 },
  hubspot: { text: '{"id":"1"}' },
};

const subscriptions = subscriptionsBySlug as Record<string, Subscription[]>;

/** What was subscribed with: named in subscriptions.json, else Segment's automatic preset of that name. */
async function mappingOf(slug: string, name: string, definition: Definition): Promise<JsonObject> {
  const named = subscriptions[slug]?.find((one) => one.name === name);
  if (!named) return (definition.presets?.find((one) => one.name === name)?.mapping ?? {}) as JsonObject;
  const fields = Object.entries(definition.actions[named.partnerAction]?.fields ?? {});
  const defaults = fields
    .filter(([, field]) => field.default !== undefined)
    .map(([key, field]) => [key, field.default]);
  return { ...Object.fromEntries(defaults), ...named.mapping } as JsonObject;
}

describe("ten of Segment's destinations send what they send at Segment", () => {
  it("has something to compare for each of the ten", () => {
    expect(new Set(expectations.map(({ destination }) => destination)).size).toBe(10);
    expect(Object.keys(about).length).toBeGreaterThan(90);
  });

  for (const { destination: slug, event: file, results } of expectations) {
    for (const { name, action, requests = [] } of results.filter(({ matched }) => matched)) {
      it(`${slug}, ${file}: ${name}`, async () => {
        const event = events[`./segment/events/${file}`] ?? {};
        const load = code[`../../src/destinations/segment-catalogue/built/${slug}.js`];
        if (!load) throw new Error(`${slug} is not built`);
        const [{ default: definition }, { perform }] = await Promise.all([load(), runtime()]);
        const { oauth, ...settings } = (settingsBySlug as Record<string, JsonObject>)[slug] ?? {};
        const payload = applyMapping(await mappingOf(slug, name, definition), event) as JsonObject;
        const { request, sent, headers } = recorder(answers[slug]);
        const failures = await perform({
          definition,
          action,
          settings,
          accessToken: oauth === undefined ? "" : "hs-access",
          events: [{ id: "id", event, payload }],
          request,
          now: Date.now(),
        });
        expect(failures).toEqual([null]);
        expect(comparable(sent)).toEqual(comparable(requests.map(sentOf)));
        expect(sent.length).toBeGreaterThan(0);
        expect(JSON.stringify(headers)).not.toMatch(/user-agent/i);
      });
    }
  }
});
