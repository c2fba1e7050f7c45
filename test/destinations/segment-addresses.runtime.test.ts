import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { applyMapping } from "#destinations/mapping.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import { filled, sampleSettings } from "./segment-samples.ts";
import { connect, examples, NOW, outcomes } from "./service.ts";

const registry = segmentRegistry(() => catalogueOf(modules));
const abouts = await Promise.all(Object.values(modules.about).map(async (load) => (await load()).default));

/** Settings that name a place, as a person may fill them in; many are the beginning of an address. */
const places = abouts.flatMap(({ slug, settings }) =>
  settings
    .filter(({ name, type, choices }) => type === "string" && !choices && /url|uri|endpoint|host|domain$/i.test(name))
    .map(({ name }) => ({ slug, name })),
);

const HOSTILE = [
  "http://169.254.169.254/latest",
  "https://127.0.0.1/",
  "http://[::ffff:10.0.0.1]/",
  "169.254.169.254",
  "localhost",
];
const PRIVATE = /^(169\.254\.169\.254|127\.0\.0\.1|\[.*\]|localhost)$/;

describe("no setting of Segment's destinations leads to a private address", () => {
  it("has some to try", () => {
    expect(places.length).toBeGreaterThan(10);
  });

  it.each(places)("$slug, $name", async ({ slug, name }) => {
    const [destination, about] = [await registry.find(slug), abouts.find((one) => one.slug === slug)];
    const { actions } = (await modules.code[slug]?.())?.default ?? {};
    if (!destination || !about || !actions) throw new Error(`${slug} is not built`);
    for (const hostile of HOSTILE) {
      for (const [action, { mapping }] of Object.entries(destination.actions)) {
        const { request, seen } = connect(() => ({ body: "{}" }));
        const [event, defined] = [examples.track, actions[action]];
        if (!defined) throw new Error(`${slug} has no action ${action}`);
        const payload = filled(applyMapping(mapping, event) as JsonObject, defined);
        const settings = { ...sampleSettings(about), [name]: hostile };
        await outcomes(destination, { settings, action, events: [{ id: "id", event, payload }], request, now: NOW });
        for (const { url } of seen) expect(new URL(url).hostname).not.toMatch(PRIVATE);
      }
    }
  });
});
