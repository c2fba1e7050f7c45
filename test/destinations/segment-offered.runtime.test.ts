import { afterAll, describe, expect, it } from "vitest";
import { Filter } from "#core/filter.ts";
import type { JsonObject } from "#core/json.ts";
import { applyMapping, mappingFault } from "#destinations/mapping.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import { recorder } from "./segment-expected.ts";
import { filled, sampleSettings } from "./segment-samples.ts";

/** Of everything offered: loads in workerd, and sends something. `npm run catalogue` prints the table. */

/** Why a destination sends nothing for events and settings that were made up. */
const SILENT: Readonly<Record<string, string>> = {
  "tiktok-app-events": "takes events of mobile apps only",
  "twilio-messaging": "asks for a sender and a template of the account",
  "twilio-messaging-omnichannel": "asks for a sender and a template of the account",
};

const made = import.meta.glob<JsonObject>("./segment/events/*.json", { eager: true, import: "default" });
/** Some take no user id but a UUID. */
const events = Object.values(made).map((event) => ({ ...event, userId: "0192f1c0-7f3a-4000-8000-000000000042" }));
const { about, code } = modules;
const registry = segmentRegistry(() => catalogueOf(modules));
const table: string[] = [];

afterAll(() => {
  if (import.meta.env["VITE_TABLE"] === "1") console.log(table.toSorted().join("\n"));
});

describe("every destination that is offered", () => {
  it("has an entry for the screens, once", async () => {
    const slugs = (await registry.entries()).map(({ slug }) => slug);
    expect(slugs.toSorted()).toEqual(Object.keys(about).toSorted());
  });

  it.each(Object.keys(about))("%s: form, mappings and filters can be used; it loads and sends", async (slug) => {
    const [known, loaded] = [about[slug], code[slug]];
    if (!known || !loaded) throw new Error(`${slug} is not built`);
    const { default: described } = await known();
    const { default: definition } = await loaded();
    const destination = await registry.find(slug);
    if (!destination) throw new Error(`${slug} is not found`);

    for (const { filter, action, mapping } of destination.presets) {
      expect(Filter.nullable().safeParse(filter).error).toBeUndefined();
      expect(Object.keys(destination.actions)).toContain(action);
      expect(mappingFault(mapping ?? null)).toBeNull();
    }
    for (const { mapping } of Object.values(destination.actions)) expect(mappingFault(mapping)).toBeNull();
    const settings = sampleSettings(described);
    expect(destination.settings.safeParse(settings).error).toBeUndefined();

    const { request, sent, headers } = recorder();
    const failures: string[] = [];
    const sending = new Set<string>();
    const all = Object.entries(destination.actions).map(([action, { mapping }]) => ({ action, mapping }));
    for (const { action, mapping = all.find((one) => one.action === action)?.mapping } of [
      ...all,
      ...destination.presets,
    ]) {
      const defined = definition.actions[action];
      if (!defined || mapping === undefined) throw new Error(`${slug} has no action ${action}`);
      for (const event of events) {
        const before = sent.length;
        const payload = filled(applyMapping(mapping, event) as JsonObject, defined);
        const delivery = { settings, action, events: [{ id: "id", event, payload }], request, now: 0 };
        for (const failure of (await destination.deliver(delivery)) ?? []) {
          if (failure) failures.push(`${action}: ${failure.message}`);
        }
        if (sent.length > before) sending.add(action);
      }
    }
    const reason = SILENT[slug] ?? "";
    table.push(
      [
        slug,
        described.tier,
        `${described.presets.length} presets`,
        `${sending.size} of ${all.length} actions`,
        sent.length > 0 ? `${sent.length} requests` : reason,
      ].join(" | "),
    );
    expect(sent.length > 0, failures.slice(0, 5).join("\n")).toBe(reason === "");
    expect(JSON.stringify(headers)).not.toMatch(/segment \(actions\)/i);
  });
});
